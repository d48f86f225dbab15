//! The vectors, and what holds for every payload.

use kernel::Rupiah;
use serde_json::Value;

use crate::*;

fn vectors(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn published() -> Vec<Value> {
    vectors(include_str!("../data/vectors-published.json"))
}

fn made() -> Vec<Value> {
    vectors(include_str!("../data/vectors-made.json"))
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap_or_default()
}

fn tag(number: u8) -> Tag {
    Tag::new(number).unwrap()
}

/// A payload from its fields, with the check value that belongs to it.
fn sealed(body: &str) -> String {
    let body = format!("{body}6304");
    format!("{body}{:04X}", crc(body.as_bytes()))
}

const STATIC: &str = "00020101021126680016ID.CO.CONTOH.WWW01189360099900000000010215CTH0000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10000000000010303UMI5204549953033605802ID5920KERIPIK TEMPE BU SRI6013KOTA MAGELANG61055612362070703A016304AFA5";
/// Without its check value and the field that holds it.
fn body() -> &'static str {
    STATIC.get(..STATIC.len() - 8).unwrap()
}

fn fault(text: &str) -> Fault {
    Payload::read(text).expect_err(text)
}

#[test]
fn every_published_payload_is_read_or_refused_as_its_check_value_says() {
    for vector in published() {
        let payload = text(&vector, "payload");
        let read = Payload::read(payload);
        match (vector["tlv_ok"].as_bool().unwrap(), vector["crc_ok"].as_bool().unwrap()) {
            (true, true) => {
                let reading = read.unwrap();
                assert_eq!(reading.payload.name(), text(&vector, "nama_59"));
                let tags: Vec<String> = reading.payload.fields().map(|(tag, _)| tag.to_string()).collect();
                if let Some(order) = vector["urutan_tag"].as_array() {
                    let mut expected: Vec<&str> = order.iter().filter_map(Value::as_str).collect();
                    expected.retain(|tag| *tag != "63");
                    expected.sort_unstable();
                    assert_eq!(tags, expected, "{payload}");
                }
                let written = reading.payload.write();
                assert_eq!(Payload::read(&written).unwrap().payload, reading.payload);
                if reading.remarks.iter().all(|one| one.what != "stands after a higher tag") {
                    assert!(written == payload || reading.payload.get(tag(64)).is_some(), "{payload}");
                }
            }
            (true, false) => {
                let computed = u16::from_str_radix(text(&vector, "crc_dihitung"), 16).unwrap();
                let written = text(&vector, "crc_tercantum").to_owned();
                assert_eq!(read.unwrap_err().what, What::Crc { written, computed }, "{payload}");
            }
            (false, _) => {
                assert!(!matches!(read.unwrap_err().what, What::Crc { .. }), "{payload}");
            }
        }
    }
}

#[test]
fn every_made_payload_is_read_and_made_again_to_the_byte() {
    for vector in made() {
        let payload = text(&vector, "payload");
        let reading = Payload::read(payload).unwrap();
        assert_eq!(reading.remarks, [], "{payload}");
        assert_eq!(reading.payload.write(), payload);
        if text(&vector, "kind") == "static" {
            assert_eq!(reading.payload.initiation(), Initiation::Static);
            assert_eq!(reading.payload.name(), text(&vector, "nama"));
            assert_eq!(reading.payload.city(), text(&vector, "kota"));
            assert_eq!(reading.payload.criteria().unwrap().as_str(), text(&vector, "kriteria"));
            assert!(reading.payload.nmid().unwrap().starts_with("ID1"));
            continue;
        }
        let tip = match (vector["tip"][0].as_str(), &vector["tip"][1]) {
            (Some("fixed"), value) => Some(Tip::Fixed(Rupiah(value.as_i64().unwrap()))),
            (Some(_), value) => Some(Tip::Share(Percent::parse(value.as_str().unwrap()).unwrap())),
            (None, _) => None,
        };
        let amount = Rupiah(vector["amount"].as_i64().unwrap());
        let base: Payload = text(&vector, "base").parse().unwrap();
        let limit = Limit(Rupiah(20_000_000));
        let changed = base.with_amount(amount, tip, limit).unwrap();
        assert_eq!(changed.write(), payload);
        assert_eq!((changed.amount(), changed.tip()), (Some(amount), tip));
    }
}

#[test]
fn the_example_of_emvco_counts_characters_and_checks_bytes() {
    let example = published().pop().unwrap();
    let payload: Payload = text(&example, "payload").parse().unwrap();
    let other = payload.alternative().unwrap();
    assert_eq!(
        (other.language.as_str(), other.name.as_str(), other.city.as_deref()),
        ("ZH", "最佳运输", Some("北京"))
    );
    assert_eq!(
        (payload.amount_text(), payload.amount(), payload.is_indonesian()),
        (Some("23.72"), None, false)
    );
    let refused = payload.with_amount(Rupiah(1), None, Limit::default());
    assert_eq!(refused, Err(Refusal::NotIndonesian));
}

#[test]
fn what_a_code_says_is_told() {
    let find = |name: &str| {
        let all = published();
        let found = all.iter().find(|one| text(one, "nama_59") == name).unwrap();
        Payload::read(text(found, "payload")).unwrap()
    };
    let starbucks = find("Starbucks ");
    assert_eq!(starbucks.payload.amount(), Some(Rupiah(39_000)));
    let remarks: Vec<String> = starbucks.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(remarks, ["tag 54 stands after a higher tag", "tag 59 has spaces around it",]);
    let doku = find("GUREUM SHOP").payload;
    assert_eq!((doku.tip(), doku.due()), (Some(Tip::Fixed(Rupiah(500))), Some(Rupiah(1_500))));
    assert_eq!(doku.criteria(), Some(Criteria::Regular));
    assert_eq!(
        find("Sintas Store").payload.criteria(),
        Some(Criteria::Small),
        "the repository's class counts"
    );
    let account = &doku.accounts()[0];
    assert_eq!(account.domain.as_deref(), Some("COM.DOKU.WWW"));
    assert_eq!(account.pan.as_deref(), Some("936008990000002475"));
    assert_eq!(doku.nmid().as_deref(), Some("ID1020039293482"));
    assert_eq!(doku.inner(tag(62), tag(7)), Some("A01"));
}

#[test]
fn codes_are_read_as_people_copy_them() {
    let plain: Payload = STATIC.parse().unwrap();
    let small = format!("{}afa5", STATIC.get(..STATIC.len() - 4).unwrap());
    for copied in [format!("{STATIC}\n"), format!("  {STATIC}\r\n"), format!("\u{feff}{STATIC}\u{a0}"), small]
    {
        assert_eq!(copied.parse::<Payload>().as_ref(), Ok(&plain), "{copied:?}");
    }
    assert_eq!(plain.write(), STATIC);
}

/// Each text is refused, in these words.
fn told(cases: &[(String, &str)]) {
    let found: Vec<String> = cases.iter().map(|(text, _)| fault(text).to_string()).collect();
    assert_eq!(found, cases.iter().map(|(_, words)| (*words).to_owned()).collect::<Vec<_>>());
}

#[test]
fn a_fault_of_form_says_what_is_wrong_and_where() {
    told(&[
        (String::new(), "payload: is empty"),
        (" \n".into(), "payload: is empty"),
        (
            "https://contoh.id".into(),
            "payload, character 1: does not begin with 000201; this is no QRIS payload, or not all of it",
        ),
        (body().into(), "tag 63: is missing"),
        (
            sealed(&body().replace("5920KERIPIK", "5921KERIPIK")),
            "tag 01, character 181: \"3K\" stands where a length of two digits must",
        ),
        (
            sealed(&body().replace("5920", "5999")),
            "tag 59, character 158: 99 characters should follow, 65 are left",
        ),
        (sealed(&format!("{}5802ID", body())), "tag 58, character 215: stands twice"),
        (
            sealed(&format!("{}55020", body())),
            "tag 30, character 223: \"4D\" stands where a length of two digits must",
        ),
        (format!("{STATIC}5802ID"), "tag 58, character 223: stands twice"),
        (format!("{STATIC}8002ID"), "tag 63, character 223: something follows the check value"),
        (
            STATIC.replace("AFA5", "AFA6"),
            "tag 63, character 219: the check value is AFA6 and should be AFA5; something was changed or mistyped",
        ),
        (
            STATIC.replace("6304AFA5", "6304AFG5"),
            "tag 63, character 219: is \"AFG5\"; it must be four digits of base 16",
        ),
        (
            STATIC.replace("6304AFA5", "6303AFA"),
            "tag 63, character 219: is \"AFA\"; it must be four digits of base 16",
        ),
        (
            STATIC.replace("6304AFA5", "6304AF"),
            "tag 63, character 219: 4 characters should follow, 2 are left",
        ),
        (
            sealed(&body().replace("BU SRI", "BU\nSRI")),
            "tag 59, character 174: has a line break or another character that cannot be shown",
        ),
        (
            sealed(&body().replace("0118936009", "0199936009")),
            "tag 26.01, character 41: 99 characters should follow, 44 are left",
        ),
    ]);
}

#[test]
fn a_fault_of_a_value_says_what_is_wrong_and_where() {
    told(&[
        (
            sealed(&format!("{}5401x", body())),
            "tag 54, character 219: is \"x\"; it must be digits, with at most one point before decimals, at most 13 characters",
        ),
        (
            sealed(&format!("{}540610.500", body())),
            "tag 54, character 219: is 10.500, which is not in whole rupiah",
        ),
        (sealed(&body().replace("0303UMI51", "0203UMI51")), "tag 26.02, character 78: stands twice"),
        (sealed(&body().replace("5303360", "")), "tag 53: is missing"),
        (sealed("0002015204549953033605802ID5901A6001B"), "tag 26: is missing"),
        (sealed(&body().replace("010211", "010213")), "tag 01, character 11: is \"13\"; it must be 11 or 12"),
        (sealed(&format!("{}55020254011", body())), "tag 56: is missing"),
        (sealed(&format!("{}550204", body())), "tag 55, character 219: is \"04\"; it must be 01, 02 or 03"),
        (
            sealed(&format!("{}5502035703100", body())),
            "tag 57, character 225: is \"100\"; it must be a percentage from 0.01 to 99.99",
        ),
    ]);
}

#[test]
fn bytes_that_are_no_text_are_refused_at_their_place() {
    let mut bytes = STATIC.as_bytes().to_vec();
    bytes[150] = 0xC3;
    let fault = Payload::read_bytes(&bytes).unwrap_err();
    assert_eq!((fault.at, fault.what), (151, What::NotUtf8));
}

#[test]
fn an_amount_is_given_once_above_zero_and_within_the_limit() {
    let plain: Payload = STATIC.parse().unwrap();
    let limit = Limit::default();
    for (amount, tip, refusal) in [
        (0, None, Refusal::NotPositive),
        (-1, None, Refusal::NotPositive),
        (1, Some(Tip::Fixed(Rupiah(0))), Refusal::NotPositive),
        (10_000_001, None, Refusal::OverLimit(limit)),
        (10_000_000, Some(Tip::Fixed(Rupiah(1))), Refusal::OverLimit(limit)),
        (i64::MAX, Some(Tip::Share(Percent::hundredths(1).unwrap())), Refusal::OverLimit(limit)),
    ] {
        assert_eq!(plain.with_amount(Rupiah(amount), tip, limit), Err(refusal), "{amount}");
    }
    let no_limit = Limit(Rupiah(i64::MAX));
    let refused = plain.with_amount(Rupiah(10_000_000_000_000), None, no_limit);
    assert!(matches!(refused, Err(Refusal::OverLimit(_))), "thirteen digits at most");
    let made = plain.with_amount(Rupiah(10_000_000), None, limit).unwrap();
    assert_eq!(made.with_amount(Rupiah(1), None, limit), Err(Refusal::Dynamic));
}

#[test]
fn an_amount_that_a_static_code_carries_is_replaced_and_its_tip_stays() {
    let priced: Payload = sealed(&format!("{}54041000550201", body())).parse().unwrap();
    let made = priced.with_amount(Rupiah(2_500), None, Limit::default()).unwrap();
    assert_eq!(
        (made.amount(), made.tip(), made.initiation()),
        (Some(Rupiah(2_500)), Some(Tip::Ask), Initiation::Dynamic)
    );
    let fixed = priced.with_amount(Rupiah(2_500), Some(Tip::Fixed(Rupiah(100))), Limit::default()).unwrap();
    assert_eq!(fixed.due(), Some(Rupiah(2_600)));
    assert!(fixed.write().contains("540425005502025603100"), "{}", fixed.write());
}

fn merchant() -> NewQris {
    let account = |tag, domain: &str, merchant: &str| Account {
        tag,
        domain: Some(domain.into()),
        pan: (tag != Tag::NATIONAL).then(|| "936009990000000001".into()),
        merchant: Some(merchant.into()),
        criteria: Some(Criteria::Micro),
    };
    NewQris {
        accounts: vec![
            account(tag(26), "ID.CO.CONTOH.WWW", "CTH000000000001"),
            account(Tag::NATIONAL, "ID.CO.QRIS.WWW", "ID1000000000001"),
        ],
        category: "5499".into(),
        name: "KERIPIK TEMPE BU SRI".into(),
        city: "KOTA MAGELANG".into(),
        postcode: Some("56123".into()),
        additional: vec![(tag(7), "A01".into())],
        alternative: None,
        amount: None,
        limit: Limit::default(),
    }
}

#[test]
fn a_payload_is_written_from_nothing_as_a_provider_writes_it() {
    assert_eq!(merchant().payload().unwrap().write(), STATIC);
}

#[test]
fn a_new_payload_keeps_to_the_standard_field_by_field() {
    let check = |change: &dyn Fn(&mut NewQris), expected: &str| {
        let mut new = merchant();
        change(&mut new);
        assert_eq!(new.payload().unwrap_err().path.to_string(), expected);
    };
    check(&|new| new.name = "a".repeat(26), "tag 59");
    check(&|new| new.name = " a".into(), "tag 59");
    check(&|new| new.city = String::new(), "tag 60");
    check(&|new| new.postcode = Some("1".repeat(11)), "tag 61");
    check(&|new| new.category = "549".into(), "tag 52");
    check(&|new| new.accounts.clear(), "tag 26");
    check(&|new| new.accounts[0].tag = Tag::NATIONAL, "tag 51");
    check(&|new| new.accounts[0].tag = tag(2), "tag 02");
    check(&|new| new.accounts[0].domain = None, "tag 26.00");
    check(&|new| new.accounts[0].pan = Some("1".repeat(20)), "tag 26.01");
    check(&|new| new.additional = vec![(tag(7), "A\n1".into())], "tag 62.07");
    check(&|new| new.additional = vec![(tag(10), "A".into())], "tag 62.10");
    check(&|new| new.additional = (1..=4).map(|n| (tag(n), "a".repeat(25))).collect(), "tag 62");
    check(&|new| new.amount = Some((Rupiah(0), None)), "tag 54");
    check(&|new| new.amount = Some((Rupiah(10_000_001), None)), "tag 54");
}
