//! `qris`: payment codes, looked at and given an amount. Needs neither a database nor a configuration.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use kernel::Rupiah;
use qris::{Account, Initiation, Limit, Payload, Percent, Reading, Tag, Tip};
use serde_json::{Value, json};

use super::{complain, say};
use crate::config::Fault;
use crate::start::Doing;

/// More than any code holds.
const MOST_BYTES: u64 = 64 * 1024;

/// Look at a payment code's text, or give it an amount
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(before_help = "\
Examples:
  # who is paid, what for, and what is odd about the code
  berdaya qris read 000201…
  # the same of a file, for machines
  berdaya qris read --json - < code.txt
  # the merchant's static code, for one payment of Rp 15.000, as a picture
  berdaya qris amount 000201… 15000 --out code.svg")]
pub(super) struct Qris {
    #[command(subcommand)]
    command: QrisDoing,
}

#[derive(Debug, Subcommand)]
enum QrisDoing {
    /// Check a payload and print what it says
    Read(ReadOne),
    /// Print a static code's payload for one payment
    Amount(Amount),
}

/// Check a payload and print what it says
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # ends with 1 where it is no payload, and says what is wrong and where
  berdaya qris read 000201…")]
struct ReadOne {
    /// The text in the code; - reads it from the standard input
    payload: String,
    /// For machines
    #[arg(long)]
    json: bool,
}

/// Print a static code's payload for one payment
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # with a fee that the merchant adds
  berdaya qris amount 000201… 15000 --tip 500
  # above the usual limit, where the provider allows it
  berdaya qris amount 000201… 15000000 --limit 20000000")]
struct Amount {
    /// The text in the merchant's static code; - reads it from the standard input
    payload: String,
    /// Whole rupiah
    rupiah: i64,
    /// Ask for a tip of so many rupiah
    #[arg(long, value_name = "RUPIAH", conflicts_with_all = ["tip_percent", "ask_tip"])]
    tip: Option<i64>,
    /// Ask for a tip of such a share, 0.01 to 99.99
    #[arg(long, value_name = "PERCENT", conflicts_with = "ask_tip", value_parser = percent)]
    tip_percent: Option<Percent>,
    /// Let whoever pays enter a tip
    #[arg(long)]
    ask_tip: bool,
    /// The most that one payment may be, in rupiah
    #[arg(long, value_name = "RUPIAH", default_value_t = Limit::default().0.0)]
    limit: i64,
    /// Write the picture too; the name ends with .svg or .png
    #[arg(long, value_name = "FILE", value_parser = picture)]
    out: Option<PathBuf>,
    /// For machines
    #[arg(long)]
    json: bool,
}

fn percent(text: &str) -> Result<Percent, String> {
    Percent::parse(text).ok_or_else(|| "a percentage from 0.01 to 99.99".into())
}

fn picture(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match ending(&path).as_str() {
        "svg" | "png" => Ok(path),
        _ => Err("a name that ends with .svg or .png".into()),
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|one| one.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

impl Qris {
    pub(super) fn run(self) -> Result<(), Fault> {
        match self.command {
            QrisDoing::Read(one) => one.run(),
            QrisDoing::Amount(one) => one.run(),
        }
    }
}

fn read(given: &str) -> Result<Reading, Fault> {
    let reading = match given {
        "-" => {
            let mut bytes = Vec::new();
            std::io::stdin().take(MOST_BYTES).read_to_end(&mut bytes).doing("read the standard input")?;
            Payload::read_bytes(&bytes)
        }
        text => Payload::read(text),
    };
    reading.map_err(|fault| Fault(fault.to_string()))
}

impl ReadOne {
    fn run(&self) -> Result<(), Fault> {
        let reading = read(&self.payload)?;
        if self.json {
            return say(&json(&reading).to_string());
        }
        let payload = &reading.payload;
        let postcode = field(payload, 61).map(|code| format!(" {code}")).unwrap_or_default();
        say(&format!("merchant  {}, {}{postcode}", payload.name(), payload.city()))?;
        say(&format!("category  {}", field(payload, 52).unwrap_or_default()))?;
        if let Some(criteria) = payload.criteria() {
            say(&format!("class     {}", criteria.as_str()))?;
        }
        if let Some(nmid) = payload.nmid() {
            say(&format!("NMID      {nmid}"))?;
        }
        say(&format!("kind      {}", kind(payload)))?;
        if let Some(amount) = payload.amount_text() {
            let words = payload.amount().map_or_else(|| amount.to_owned(), |amount| amount.to_string());
            say(&format!("amount    {words}"))?;
        }
        match payload.tip() {
            None => {}
            Some(Tip::Ask) => say("added     whoever pays is asked")?,
            Some(Tip::Fixed(tip)) => say(&format!("added     {tip}"))?,
            Some(Tip::Share(percent)) => say(&format!("added     {percent} %"))?,
        }
        for account in payload.accounts() {
            say(&format!("account   {}", words(&account)))?;
        }
        for remark in &reading.remarks {
            complain(&format!("odd: {remark}"));
        }
        Ok(())
    }
}

fn field(payload: &Payload, number: u8) -> Option<&str> {
    payload.get(Tag::new(number)?)
}

fn kind(payload: &Payload) -> &'static str {
    match payload.initiation() {
        Initiation::Static => "static",
        Initiation::Dynamic => "dynamic",
    }
}

fn words(account: &Account) -> String {
    let parts = [&account.domain, &account.pan, &account.merchant];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    format!("{} {}", account.tag, parts.join(" "))
}

fn tip(tip: Option<Tip>) -> Value {
    match tip {
        None => Value::Null,
        Some(Tip::Ask) => json!({"kind": "ask"}),
        Some(Tip::Fixed(tip)) => json!({"kind": "fixed", "rupiah": tip.0}),
        Some(Tip::Share(percent)) => json!({"kind": "percent", "percent": percent.to_string()}),
    }
}

fn json(reading: &Reading) -> Value {
    let payload = &reading.payload;
    let accounts: Vec<Value> = payload
        .accounts()
        .iter()
        .map(|one| {
            json!({
                "tag": one.tag.to_string(), "domain": one.domain, "pan": one.pan, "merchant": one.merchant,
                "criteria": one.criteria.as_ref().map(qris::Criteria::as_str),
            })
        })
        .collect();
    let fields: serde_json::Map<String, Value> =
        payload.fields().map(|(tag, value)| (tag.to_string(), value.into())).collect();
    json!({
        "name": payload.name(), "city": payload.city(), "postcode": field(payload, 61),
        "category": field(payload, 52), "currency": field(payload, 53), "country": field(payload, 58),
        "qris": payload.is_indonesian(), "kind": kind(payload), "nmid": payload.nmid(),
        "criteria": payload.criteria().as_ref().map(qris::Criteria::as_str),
        "amount": payload.amount().map(|one| one.0), "amount_text": payload.amount_text(),
        "tip": tip(payload.tip()), "due": payload.due().map(|one| one.0),
        "accounts": accounts, "fields": fields, "written": payload.write(),
        "remarks": reading.remarks.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

impl Amount {
    fn run(&self) -> Result<(), Fault> {
        let reading = read(&self.payload)?;
        let asked = self.ask_tip.then_some(Tip::Ask);
        let added =
            self.tip.map(|tip| Tip::Fixed(Rupiah(tip))).or(self.tip_percent.map(Tip::Share)).or(asked);
        let limit = Limit(Rupiah(self.limit));
        let made = reading.payload.with_amount(Rupiah(self.rupiah), added, limit);
        let made = made.map_err(|refusal| Fault(refusal.to_string()))?;
        if let Some(out) = &self.out {
            let drawn = match ending(out).as_str() {
                "svg" => qris::svg(&made, 480).map(String::into_bytes),
                _ => qris::png(&made, 10),
            };
            let drawn = drawn.map_err(|fault| Fault(fault.to_string()))?;
            std::fs::write(out, drawn).doing(format!("write {}", out.display()))?;
        }
        if !self.json {
            return say(&made.write());
        }
        let due = made.due().map(|one| one.0);
        say(&json!({"payload": made.write(), "amount": self.rupiah, "tip": tip(made.tip()), "due": due})
            .to_string())
    }
}
