//! The demonstration goes the way of the real ones.

use super::*;
use crate::demo::Choice;
use crate::{Demo, Failure, Notice, Proof, Refund, Refunding, Refusal, Secret, Show, State, Told};

fn demo(clock: &Clock) -> Demo {
    Demo::new(Secret::new("demo-key"), "https://umkm.example.go.id/demo/", clock.clone())
}

#[tokio::test]
async fn a_demonstration_shows_a_code_that_leads_nowhere_and_a_page_to_click_on() {
    let demo = demo(&Clock::fixed(start()));
    let qris = charge((Name::Demo, Method::Qris, "IDR"), 1);
    let charged = demo.charge(&qris).await.unwrap();
    let Show::Code { payload: Some(text), .. } = &charged.show else { panic!("{charged:?}") };
    let code = qris::Payload::read(text).unwrap().payload;
    assert_eq!((code.amount().map(|amount| amount.0), code.nmid()), (Some(125_000), None));
    assert!(text.contains("DEMO JANGAN DIBAYAR"));
    assert_eq!(charged.demo, Some(format!("https://umkm.example.go.id/demo/{}", qris.attempt)));
    for method in [Method::Transfer(Bank::Bca), Method::Card] {
        let charged = demo.charge(&charge((Name::Demo, method, "IDR"), 1)).await.unwrap();
        assert!(charged.demo.is_some());
    }
    let dollars = demo.charge(&charge((Name::Demo, Method::Qris, "USD"), 1)).await;
    assert!(matches!(dollars, Err(Failure::NotDone(_))));
}

#[test]
fn a_click_is_a_signed_notice() {
    let clock = Clock::fixed(start());
    let (demo, attempt, click) = (demo(&clock), Uuid::from_u128(1), Uuid::from_u128(2));
    for (choice, paid) in [(Choice::Pay, true), (Choice::Deny, false), (Choice::Expire, false)] {
        let (headers, body) = demo.notice(click, attempt, amount("KWD"), choice);
        let told = demo.read(Notice { headers: &headers, body: &body }).unwrap();
        assert_eq!((told.attempt, told.event, told.proof), (attempt, click.to_string(), Proof::Whole));
        assert_eq!(told.amount, Some(amount("KWD")));
        assert_eq!(matches!(told.told, Told::Payment(State::Paid(_))), paid);
    }
    let (headers, body) = demo.notice(click, attempt, amount("IDR"), Choice::Pay);
    clock.set(start() + TimeDelta::minutes(6));
    assert!(matches!(demo.read(Notice { headers: &headers, body: &body }), Err(Refusal::Unsigned(_))));
    let other = Demo::new(Secret::new("another"), "x", Clock::fixed(start()));
    assert!(matches!(other.read(Notice { headers: &headers, body: &body }), Err(Refusal::Unsigned(_))));
    let keyless = Demo::new(Secret::new(""), "x", Clock::fixed(start()));
    let (headers, body) = keyless.notice(click, attempt, amount("IDR"), Choice::Pay);
    assert!(matches!(keyless.read(Notice { headers: &headers, body: &body }), Err(Refusal::Unsigned(_))));
}

#[tokio::test]
async fn a_demonstration_gives_back_at_once() {
    let demo = demo(&Clock::fixed(start()));
    let handle = charge((Name::Demo, Method::Qris, "IDR"), 1).handle(None);
    assert_eq!(demo.status(&handle).await.unwrap(), State::Pending);
    assert_eq!(demo.cancel(&handle).await.unwrap(), State::Cancelled);
    let refund = Refund { amount: handle.amount, refund: Uuid::from_u128(3), reason: String::new(), handle };
    assert!(matches!(demo.refund(&refund).await, Ok(Refunding::Done(_))));
}
