//! A mail server that keeps what it is sent: as much of SMTP (RFC 5321) as a client without TLS speaks.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// Listens until the test ends.
pub(crate) struct Sink {
    pub address: SocketAddr,
    came: Receiver<Mail>,
}

/// One mail that arrived.
pub(crate) struct Mail {
    pub to: String,
    /// The text, decoded.
    pub text: String,
}

impl Sink {
    pub(crate) fn open() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (arrived, came) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let arrived = arrived.clone();
                std::thread::spawn(move || receive(&stream, &arrived));
            }
        });
        Sink { address, came }
    }

    /// The next mail to this address; others before it are passed over.
    pub(crate) fn mail_to(&self, address: &str) -> Mail {
        loop {
            let mail = self.came.recv_timeout(Duration::from_secs(30));
            let mail = mail.unwrap_or_else(|_| panic!("no mail to {address} came"));
            if mail.to == address {
                return mail;
            }
        }
    }
}

impl Mail {
    /// The first link in it.
    pub(crate) fn link(&self) -> &str {
        let link = self.text.split_whitespace().find(|word| word.starts_with("http"));
        link.unwrap_or_else(|| panic!("a mail without a link: {}", self.text))
    }
}

fn receive(stream: &TcpStream, arrived: &Sender<Mail>) -> Option<()> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let say = |text: &str| write!(&*stream, "{text}\r\n").ok();
    say("220 sink ESMTP")?;
    let mut to = String::new();
    while let Some(line) = lines.next() {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say("250-sink\r\n250 8BITMIME")?,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                let body: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                arrived.send(Mail { to: to.clone(), text: decode(&body) }).ok()?;
                say("250 kept")?;
            }
            "QUIT" => {
                say("221 bye")?;
                return None;
            }
            _ => say("250 ok")?,
        }
    }
    None
}

/// The text behind the headers; quoted-printable or base64 undone.
fn decode(lines: &[String]) -> String {
    let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
    let (head, body) = lines.split_at(end);
    let encoding = head.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-transfer-encoding").then(|| value.trim().to_ascii_lowercase())
    });
    // A leading dot is doubled on the way (RFC 5321 §4.5.2).
    let body: Vec<&str> = body.iter().map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
    let bytes = match encoding.as_deref() {
        Some("base64") => data_encoding::BASE64.decode(body.concat().as_bytes()).unwrap(),
        Some("quoted-printable") => unquote(&body.join("\n")),
        _ => body.join("\n").into_bytes(),
    };
    String::from_utf8(bytes).unwrap()
}

fn unquote(text: &str) -> Vec<u8> {
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        if let Some(rest) = part.strip_prefix('\n') {
            bytes.extend_from_slice(rest.as_bytes());
        } else {
            let (code, rest) = part.split_at(2);
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            bytes.extend_from_slice(rest.as_bytes());
        }
    }
    bytes
}
