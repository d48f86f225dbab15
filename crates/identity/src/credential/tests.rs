use kernel::Error;

use super::{About, Password, Stands, Token};

fn judged(text: &str, stands: Stands) -> &'static str {
    let about = About::new(["Sari Wulandari", "sari.w@example.com", "kota semarang", "berdaya"]);
    match Password::choose(text, stands, &about) {
        Ok(_) => "ok",
        Err(Error::Invalid(fields)) => fields[0].1.key.strip_prefix("identity-password-").unwrap(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_password_is_long_enough_and_not_what_everybody_tries_first() {
    for (text, alone, beside) in [
        ("kuda makan batu biru", "ok", "ok"),
        ("correct horse battery staple", "ok", "ok"),
        ("payung jingga terbang tinggi 7", "ok", "ok"),
        ("密碼很長而且沒有人知道它是什麼呢", "ok", "ok"),
        ("x7!kQ2pz", "short-alone", "ok"),
        ("x7!kQ2p", "short-alone", "short"),
        ("", "short-alone", "short"),
        ("Password123", "short-alone", "common"),
        ("P@ssw0rd", "short-alone", "common"),
        ("passwordpassword", "common", "common"),
        ("123456789012345678", "common", "common"),
        ("aaaaaaaaaaaaaaaa", "common", "common"),
        ("qwertyuiopasdfghjkl", "common", "common"),
        ("sariwulandari123", "common", "common"),
        ("semarangsemarang", "common", "common"),
        ("berdayasemarang12", "common", "common"),
        ("bismillah bismillah", "common", "common"),
        ("indonesiamerdeka", "common", "common"),
        ("!!!!!!!!!!!!!!!!", "common", "common"),
    ] {
        assert_eq!(judged(text, Stands::Alone), alone, "{text} alone");
        assert_eq!(judged(text, Stands::BesideSecondFactor), beside, "{text} beside a second factor");
    }
    assert_eq!(judged(&"kuda makan batu ".repeat(8), Stands::Alone), "ok");
    assert_eq!(judged(&"kuda makan batu ".repeat(9), Stands::Alone), "long");
}

#[test]
fn a_token_is_read_as_it_was_given_and_never_printed() {
    let token = Token::random();
    assert_eq!(token.reveal().len(), 43);
    assert_eq!(Token::parse(&token.reveal()).unwrap().hash(), token.hash());
    assert_ne!(Token::random().hash(), token.hash());
    assert!(Token::parse("").is_none() && Token::parse("é").is_none());
    assert!(Token::parse(&token.reveal()[1..]).is_none());
    assert_eq!(format!("{token:?}"), "Token(•••)");
}
