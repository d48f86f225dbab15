//! Mail leaves by SMTP or, where no server is named, lands in a folder.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kernel::Error;
use kernel::outside::{Mail, Mailer};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::folder;
use crate::config::{Config, Fault, Smtp, Tls};
use crate::start::Doing;

type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// How mail leaves under this configuration.
pub fn mailer(config: &Config) -> Result<Arc<dyn Mailer>, Fault> {
    let from: Mailbox = config.mail.from.parse().doing("read mail.from")?;
    match &config.mail.smtp {
        Some(smtp) => Ok(Arc::new(Server { transport: transport(smtp)?, from })),
        None => Ok(Arc::new(Folder { folder: config.data.join("mail"), from })),
    }
}

/// Greets the mail server, and signs in if a user is named.
pub async fn greet(smtp: &Smtp) -> Result<(), Fault> {
    let address = format!("{}:{}", smtp.host, smtp.port);
    match transport(smtp)?.test_connection().await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Fault(format!("the mail server {address} does not answer the greeting"))),
        Err(error) => Err(Fault(format!("the mail server {address} cannot be used: {error}"))),
    }
}

fn transport(smtp: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, Fault> {
    type Transport = AsyncSmtpTransport<Tokio1Executor>;
    let builder: AsyncSmtpTransportBuilder = match smtp.tls {
        Tls::Wrapped => Transport::relay(&smtp.host).doing("use the mail server")?,
        Tls::StartTls => Transport::starttls_relay(&smtp.host).doing("use the mail server")?,
        Tls::None => Transport::builder_dangerous(&smtp.host),
    };
    let builder = builder.port(smtp.port).timeout(Some(Duration::from_secs(15)));
    Ok(match (&smtp.user, &smtp.password) {
        (Some(user), Some(password)) => {
            builder.credentials(Credentials::new(user.clone(), password.0.to_string())).build()
        }
        (Some(_) | None, _) => builder.build(),
    })
}

struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer for Server {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            let message = message(&self.from, mail)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(Error::broken(without_recipient(&error))),
            }
        })
    }
}

/// Servers repeat the recipient in their answer, and this text is kept and logged.
fn without_recipient(error: &lettre::transport::smtp::Error) -> String {
    let kind = if error.is_timeout() {
        "did not answer in time"
    } else if error.is_permanent() {
        "refused the mail for good"
    } else if error.is_transient() {
        "refused the mail for now"
    } else {
        return format!("the mail server cannot be used: {error}");
    };
    let code = error.status().map_or_else(String::new, |code| format!(" (code {code})"));
    format!("the mail server {kind}{code}")
}

struct Folder {
    folder: PathBuf,
    from: Mailbox,
}

impl Mailer for Folder {
    fn send<'a>(&'a self, mail: &'a Mail) -> Sending<'a> {
        Box::pin(async move {
            let bytes = message(&self.from, mail)?.formatted();
            folder::private(&self.folder).map_err(|fault| Error::Broken(Box::new(fault)))?;
            // Named by time and by chance, so that the newest is the last of a listing.
            let name = format!("{}.eml", kernel::id::new(kernel::Clock::system().now()));
            tokio::fs::write(self.folder.join(name), bytes).await?;
            Ok(())
        })
    }
}

fn message(from: &Mailbox, mail: &Mail) -> Result<Message, Error> {
    // The address itself stays out of the error: it goes to the log.
    let to: Mailbox = mail.to.parse().map_err(|_| Error::broken("a recipient's address cannot be read"))?;
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(&mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body.clone())
        .map_err(|error| Error::Broken(Box::new(error)))
}
