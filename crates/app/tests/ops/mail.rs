//! Mail leaves by SMTP, or lands in a folder and says so.

use std::sync::{Arc, Mutex};

use app::start::mail::{greet, mailer};
use kernel::outside::Mail;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::support::Place;

/// A mail server that speaks as much SMTP as is needed, and refuses recipients called "nobody".
struct Sink {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    async fn open() -> Sink {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Sink::talk(stream, kept.clone()));
            }
        });
        Sink { port, mails }
    }

    async fn talk(stream: tokio::net::TcpStream, mails: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
        let (from, mut to) = stream.into_split();
        let mut lines = BufReader::new(from).lines();
        to.write_all(b"220 sink\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let word = line.split_whitespace().next().unwrap_or_default().to_uppercase();
            let answer = match word.as_str() {
                "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
                "RCPT" if line.contains("nobody") => "550 no such person <nobody@example.com>\r\n",
                "DATA" => {
                    to.write_all(b"354 go on\r\n").await?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    mails.lock().unwrap().push(mail);
                    "250 kept\r\n"
                }
                "QUIT" => "221 bye\r\n",
                _ => "250 ok\r\n",
            };
            to.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }
}

fn mail(to: &str) -> Mail {
    Mail { to: to.to_owned(), subject: "Kata sandi baru".to_owned(), body: "Ikuti tautan ini.\n".to_owned() }
}

#[tokio::test]
async fn mail_leaves_by_smtp() {
    let sink = Sink::open().await;
    let place = Place::new();
    place.configure(&format!(
        "[mail]\nsmtp = \"smtp+plain://127.0.0.1:{}\"\nfrom = \"Depok <a@depok.go.id>\"\n",
        sink.port
    ));
    let config = place.config();
    greet(config.mail.smtp.as_ref().unwrap()).await.unwrap();
    mailer(&config).unwrap().send(&mail("sari@example.com")).await.unwrap();
    let mails = sink.mails.lock().unwrap();
    assert_eq!(mails.len(), 1);
    for part in [
        "From: Depok <a@depok.go.id>",
        "To: sari@example.com",
        "Subject: Kata sandi baru",
        "Ikuti tautan ini.",
    ] {
        assert!(mails[0].contains(part), "{part} is not in {}", mails[0]);
    }
}

#[tokio::test]
async fn a_refusal_is_an_error_that_does_not_name_the_recipient() {
    let sink = Sink::open().await;
    let place = Place::new();
    place.configure(&format!("[mail]\nsmtp = \"smtp+plain://127.0.0.1:{}\"\n", sink.port));
    let refused =
        mailer(&place.config()).unwrap().send(&mail("nobody@example.com")).await.unwrap_err().to_string();
    assert!(refused.contains("550") && !refused.contains("nobody"), "{refused}");
}

#[tokio::test]
async fn without_a_server_mails_land_in_a_folder() {
    let place = Place::new();
    mailer(&place.config()).unwrap().send(&mail("sari@example.com")).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(place.data().join("mail")).unwrap().map(|one| one.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert!(std::fs::read_to_string(&files[0]).unwrap().contains("Ikuti tautan ini."));
}
