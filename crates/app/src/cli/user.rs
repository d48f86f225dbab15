//! `user`: for whoever runs the server.

use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use identity::account::{AccountName, Login};
use identity::command::{self, NewUser};
use kernel::contact::{Email, Phone};
use kernel::{Actor, AreaCode, Error, Role, Tx};

use super::open::with_node;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::start::{Node, Schema};

/// Accounts, from the server's console
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # let a city's first administrator in
  berdaya user add --city depok --role city_admin \\
      --name \"Ratna Dewi\" --email ratna@depok.go.id
  # who works at the desk
  berdaya user list --city depok
  # a link with which she chooses a new password
  berdaya user reset --city depok ratna@depok.go.id")]
pub(super) struct User {
    #[command(subcommand)]
    what: What,
    /// The city, by its code (32.76), its name (Depok) or the first part of its address (depok)
    #[arg(long, global = true, value_name = "CITY")]
    city: Option<String>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Let a person in, with a first role; prints the link for choosing a password
    Add(Add),
    /// Who holds a role at the desk
    List {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Print a link with which a person chooses a new password
    Reset {
        /// E-mail address or telephone number
        login: String,
    },
    /// Take away all second factors of a person who lost them, with the reason for the trail
    ForgetSecondFactors {
        /// E-mail address or telephone number
        login: String,
        /// Why, for the trail
        #[arg(long)]
        reason: String,
    },
    /// Sign a person out everywhere
    SignOut {
        /// E-mail address or telephone number
        login: String,
    },
    /// Close a person's account, with the reason for the trail
    Close {
        /// E-mail address or telephone number
        login: String,
        /// Why, for the trail
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// The person's name
    #[arg(long)]
    name: String,
    /// What that person may do first; more is granted at the desk
    #[arg(long, value_parser = roles())]
    role: Role,
    /// The address to sign in with
    #[arg(long, required_unless_present = "phone")]
    email: Option<String>,
    /// The telephone number to sign in with
    #[arg(long)]
    phone: Option<String>,
    /// The code of the territory in which the role holds [default: the whole city]
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    let all = PossibleValuesParser::new(Role::ALL.map(Role::as_str));
    all.try_map(|text| Role::parse(&text).ok_or("not a role"))
}

impl User {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        let Some(city) = self.city else { return Err(Fault("name the city with --city".to_owned())) };
        with_node(config, Schema::Leave, async |node| in_city(node, &city, self.what).await).await
    }
}

async fn in_city(node: &Node, city: &str, what: What) -> Result<(), Fault> {
    let city = super::seed::city_named(node, city).await?;
    let mut tx = node.db.begin(Actor::System("user"), city.id).await?;
    let lines = Box::pin(what.doing(&mut tx)).await?;
    tx.commit().await?;
    lines.iter().try_for_each(|line| say(line))
}

impl What {
    /// Does it; what is to be said once it is committed.
    async fn doing(self, tx: &mut Tx) -> Result<Vec<String>, Error> {
        match self {
            What::Add(add) => {
                let added = command::add(tx, add.parse()?).await?;
                complain("Hand this link to that person and nobody else. It works once, for half an hour:");
                Ok(vec![added.link])
            }
            What::List { json: true } => {
                let one = |one: command::Listed| {
                    serde_json::json!({"name": one.name, "login": one.login, "roles": one.roles,
                                       "second_factor": one.second_factor, "closed": one.closed})
                };
                let all: Vec<_> = command::list(tx).await?.into_iter().map(one).collect();
                Ok(vec![serde_json::Value::from(all).to_string()])
            }
            What::List { json: false } => {
                let line = |one: command::Listed| {
                    let factor = if one.second_factor { "second factor" } else { "NO second factor" };
                    let closed = if one.closed { ", closed" } else { "" };
                    format!("{}  {}  {}  ({factor}{closed})", one.name, one.login, one.roles.join(", "))
                };
                Ok(command::list(tx).await?.into_iter().map(line).collect())
            }
            What::Reset { login } => {
                let link = command::reset(tx, &Login::parse(&login)?).await?;
                complain("Hand this link to that person and nobody else. It works once, for half an hour:");
                Ok(vec![link])
            }
            What::ForgetSecondFactors { login, reason } => {
                command::forget_second_factors(tx, &Login::parse(&login)?, &reason).await?;
                Ok(vec!["all second factors forgotten".to_owned()])
            }
            What::SignOut { login } => {
                let ended = command::sign_out(tx, &Login::parse(&login)?).await?;
                Ok(vec![format!("{ended} sessions ended")])
            }
            What::Close { login, reason } => {
                command::close(tx, &Login::parse(&login)?, &reason).await?;
                Ok(vec!["account closed".to_owned()])
            }
        }
    }
}

impl Add {
    fn parse(self) -> Result<NewUser, Error> {
        Ok(NewUser {
            name: AccountName::parse(&self.name)?,
            email: self.email.map(|email| Email::parse(&email)).transpose()?,
            phone: self.phone.map(|phone| Phone::parse(&phone)).transpose()?,
            role: self.role,
            area: self.area.map(|area| AreaCode::parse(&area)).transpose()?,
            agency: None,
        })
    }
}
