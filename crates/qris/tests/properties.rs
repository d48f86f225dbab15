//! What holds for every payload, and for every text that is none.

#![expect(clippy::unwrap_used, clippy::as_conversions, reason = "a panic is the report")]

use kernel::Rupiah;
use proptest::prelude::*;
use qris::{Account, Alternative, Criteria, Limit, NewQris, Payload, Percent, Tag, Tip, crc};

const SAMPLE: &str = "00020101021126680016ID.CO.CONTOH.WWW01189360099900000000010215CTH0000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10000000000010303UMI5204549953033605802ID5920KERIPIK TEMPE BU SRI6013KOTA MAGELANG61055612362070703A016304AFA5";

fn words(most: usize) -> impl Strategy<Value = String> {
    let shape = format!("[A-Za-z0-9.&'éñ最ꦧ😀-]([A-Za-z0-9 .,&'éñ最ꦧ😀-]{{0,{}}}[A-Za-z0-9])?", most - 2);
    proptest::string::string_regex(&shape).unwrap()
}

fn account() -> impl Strategy<Value = Account> {
    let parts = (26_u8..=51, words(20), proptest::option::of("[0-9]{15,19}"), "[A-Z0-9]{8,15}");
    parts.prop_map(|(tag, domain, pan, merchant)| Account {
        tag: Tag::new(tag).unwrap(),
        domain: Some(domain),
        pan,
        merchant: Some(merchant),
        criteria: Some(Criteria::Small),
    })
}

fn tip() -> impl Strategy<Value = Tip> {
    prop_oneof![
        Just(Tip::Ask),
        (1_i64..100_000).prop_map(|tip| Tip::Fixed(Rupiah(tip))),
        (1_u16..=9_999).prop_map(|share| Tip::Share(Percent::hundredths(share).unwrap())),
    ]
}

fn new() -> impl Strategy<Value = NewQris> {
    let accounts = proptest::collection::vec(account(), 1..4).prop_map(|mut all| {
        all.sort_by_key(|one| one.tag);
        all.dedup_by_key(|one| one.tag);
        all
    });
    let other = (words(25), proptest::option::of(words(15)));
    let other = other.prop_map(|(name, city)| Alternative { language: "jv".into(), name, city });
    let amount = (1_i64..4_000_000, proptest::option::of(tip()));
    let tail =
        (proptest::option::of("[0-9]{5}"), proptest::option::of(words(25)), proptest::option::of(other));
    (accounts, "[0-9]{4}", words(25), words(15), tail, proptest::option::of(amount)).prop_map(
        |(accounts, category, name, city, (postcode, bill, alternative), amount)| NewQris {
            accounts,
            category,
            name,
            city,
            postcode,
            additional: bill.map(|bill| (Tag::new(1).unwrap(), bill)).into_iter().collect(),
            alternative,
            amount: amount.map(|(amount, tip)| (Rupiah(amount), tip)),
            limit: Limit::default(),
        },
    )
}

fn sealed(body: &str) -> String {
    let body = format!("{body}6304");
    format!("{body}{:04X}", crc(body.as_bytes()))
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(new in new()) {
        let payload = new.payload().unwrap();
        let text = payload.write();
        let read: Payload = text.parse().unwrap();
        prop_assert_eq!(read.write(), text);
        prop_assert_eq!(read.amount(), new.amount.map(|(amount, _)| amount));
        prop_assert_eq!(read.tip(), new.amount.and_then(|(_, tip)| tip));
        prop_assert_eq!(read.name(), new.name.as_str());
        prop_assert_eq!(read, payload);
    }

    #[test]
    fn the_order_of_fields_does_not_matter(new in new(), seed in any::<u64>()) {
        let payload = new.payload().unwrap();
        let mut fields: Vec<(Tag, &str)> = payload.fields().skip(1).collect();
        let count = fields.len();
        let mut state = seed;
        for at in (1..count).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            fields.swap(at, (state >> 33) as usize % (at + 1));
        }
        let body: String =
            fields.iter().map(|(tag, value)| format!("{tag}{:02}{value}", value.chars().count())).collect();
        prop_assert_eq!(sealed(&format!("000201{body}")).parse::<Payload>().unwrap(), payload);
    }

    #[test]
    fn one_changed_byte_is_noticed_or_changes_nothing(new in new(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let payload = new.payload().unwrap();
        let mut bytes = payload.write().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(reading) = Payload::read_bytes(&bytes) {
            prop_assert_eq!(reading.payload, payload);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Payload::read_bytes(&bytes);
    }

    #[test]
    fn no_text_that_begins_like_a_payload_makes_the_reader_panic(tail in "[0-9]{0,8}.{0,40}[0-9 ]{0,120}") {
        let text = format!("000201{tail}");
        if let Ok(reading) = sealed(&text).parse::<Payload>() {
            prop_assert_eq!(reading.write().parse::<Payload>().unwrap(), reading);
        }
        let _ = Payload::read(&text);
    }

    #[test]
    fn a_payload_that_is_cut_and_mended_makes_no_panic(
        from in any::<prop::sample::Index>(),
        length in 0_usize..12,
        put in "[0-9A-Z\\PC]{0,12}",
    ) {
        let body: Vec<char> = SAMPLE.chars().take(SAMPLE.len() - 8).collect();
        let from = from.index(body.len());
        let until = (from + length).min(body.len());
        let text: String = body[..from].iter().copied().chain(put.chars()).chain(body[until..].iter().copied()).collect();
        if let Ok(payload) = sealed(&text).parse::<Payload>() {
            prop_assert_eq!(payload.write().parse::<Payload>().unwrap(), payload.clone());
            let _ = (payload.accounts(), payload.nmid(), payload.criteria(), payload.alternative(), payload.due());
            let _ = payload.with_amount(Rupiah(10_000), Some(Tip::Ask), Limit::default());
        }
    }
}
