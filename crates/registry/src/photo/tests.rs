use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageEncoder, ImageFormat, Rgb, RgbImage};
use kernel::job::JobKind;
use kernel::{Actor, AreaCode, CityId, Error, Tx};
use web::upload::Uploaded;

use super::sizes::{check, make};
use super::*;
use crate::business;
use crate::person::{self, register::NewPerson};
use crate::source::claims::{Address, BusinessClaims, PersonClaims};

const DEPOK: CityId = CityId(3276);

/// Red at the left, blue at the right, with a texture that does not compress away.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = u8::try_from((x * 7 + y * 13) % 23).unwrap();
        if x < width / 2 { Rgb([200 + noise, noise, 20]) } else { Rgb([20, noise, 200 + noise]) }
    })
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85);
    encoder.write_image(image, image.width(), image.height(), image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// An EXIF segment with an orientation and a place, put where cameras put it.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([2, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    // A pointer to GPS data that names itself, to look for it afterwards.
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"GPS-6.3956S106.8186E");
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &segment, &jpeg[2..]].concat()
}

fn has(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn said(bytes: &[u8]) -> &'static str {
    check(bytes).err().map_or("", |fault| fault.0.key)
}

#[test]
fn a_photo_becomes_a_few_upright_pictures_without_metadata() {
    let sent = with_exif(&jpeg(&photo(1600, 1200)), 6);
    assert!(has(&sent, b"GPS-6.3956S"));
    let (width, height, made) = make(&sent).unwrap();
    assert_eq!((width, height), (1200, 1600));
    let sides: Vec<(u32, u32)> = made.iter().map(|one| (one.width, one.height)).collect();
    assert_eq!(sides, [(240, 320), (480, 640), (960, 1280)]);
    for one in &made {
        assert!(!has(&one.bytes, b"GPS") && !has(&one.bytes, b"EXIF") && !has(&one.bytes, b"Exif"));
        let shown = image::load_from_memory_with_format(&one.bytes, ImageFormat::WebP).unwrap();
        // Turned a quarter to the right, what was at the left is at the top.
        let (top, bottom) = (shown.get_pixel(20, 10), shown.get_pixel(20, one.height - 10));
        assert!(top[0] > 150 && bottom[2] > 150, "{top:?} {bottom:?}");
    }
}

#[test]
fn every_orientation_of_a_camera_is_put_upright() {
    for orientation in 1..=8 {
        let (width, height, _) = make(&with_exif(&jpeg(&photo(64, 32)), orientation)).unwrap();
        let upright = if orientation >= 5 { (32, 64) } else { (64, 32) };
        assert_eq!((width, height), upright, "{orientation}");
    }
}

#[test]
fn a_small_picture_is_not_blown_up_and_a_large_one_is_taken() {
    let (_, _, made) = make(&png(&DynamicImage::ImageRgb8(photo(100, 50)))).unwrap();
    assert_eq!(made.iter().map(|one| one.width).collect::<Vec<_>>(), [100]);
    // What a telephone of twelve megapixels sends.
    let (width, _, made) = make(&jpeg(&photo(4032, 3024))).unwrap();
    assert_eq!((width, made.len()), (2560, 3));
    assert!(made.iter().all(|one| one.bytes.len() < 400_000));
}

#[test]
fn what_is_no_photo_or_too_large_is_refused_before_it_is_decoded() {
    let small = jpeg(&photo(64, 64));
    assert_eq!(said(&small), "");
    assert_eq!(said(b"\0\0\0\x18ftypheic\0\0\0\0"), "registry-photo-heic");
    assert_eq!(said(b"GIF89a...."), "registry-photo-kind");
    assert_eq!(said(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "registry-photo-kind");
    assert_eq!(said(b"%PDF-1.7"), "registry-photo-kind");
    assert_eq!(said(b""), "registry-photo-kind");
    assert_eq!(said(&small[..small.len() / 2]), "registry-photo-cut");
    assert_eq!(said(&small[..20]), "registry-photo-broken");
    let picture = png(&DynamicImage::ImageRgb8(photo(64, 64)));
    assert_eq!(said(&picture[..picture.len() - 20]), "registry-photo-cut");
}

/// The head of a picture of this size, with next to nothing behind it.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&head);
    bytes.extend(crc(&head).to_be_bytes());
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    let round = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    };
    !bytes.iter().fold(u32::MAX, round)
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    for (width, height) in
        [(11_000, 11_000), (30_000, 30_000), (1, 24_000_001), (5_000, 5_000), (u32::MAX / 2, 2)]
    {
        assert!(
            matches!(said(&bomb(width, height)), "registry-photo-large" | "registry-photo-broken"),
            "{width} {height}"
        );
    }
    // A true one: eleven thousand white rows of eleven thousand pixels are a few hundred kilobytes.
    let white = image::GrayImage::from_pixel(11_000, 11_000, image::Luma([255]));
    let bytes = png(&DynamicImage::ImageLuma8(white));
    assert!(bytes.len() < 2_000_000);
    assert_eq!(said(&bytes), "registry-photo-large");
}

#[test]
fn what_hides_behind_a_picture_is_left_behind() {
    let mut sent = jpeg(&photo(640, 480));
    sent.extend(b"<script>alert(document.cookie)</script>PK\x03\x04");
    let (_, _, made) = make(&sent).unwrap();
    assert!(made.iter().all(|one| !has(&one.bytes, b"script") && !has(&one.bytes, b"PK\x03\x04")));
}

async fn shop(tx: &mut Tx) -> Subject {
    let home = Address { area: Some(AreaCode::parse("32.76.06.1001").unwrap()), ..Address::default() };
    let claims = PersonClaims { name: Some("Siti Aminah".into()), home, ..PersonClaims::default() };
    let owner = person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap();
    let claims = BusinessClaims { name: Some("Keripik Siti".into()), ..BusinessClaims::default() };
    Subject::Business(business::register(tx, &[owner], claims).await.unwrap())
}

fn sent(bytes: Vec<u8>) -> Uploaded {
    Uploaded { field: "file".into(), name: "IMG_2301.jpg".into(), bytes }
}

#[tokio::test]
async fn a_photo_is_shown_once_its_sizes_are_made_and_the_original_is_gone() {
    let kit = testkit::db_with(&[JobKind::of::<Make>(), JobKind::of::<Forget>()], &[]).await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let subject = shop(&mut tx).await;
    let id = add(&mut tx, subject, "Keripik dalam toples", sent(jpeg(&photo(700, 500)))).await.unwrap();
    let waiting = one(&mut tx, id).await.unwrap();
    assert_eq!(waiting.state, State::Waiting);
    let original = waiting.original.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let ready = one(&mut tx, id).await.unwrap();
    assert_eq!((ready.state, ready.original), (State::Ready, None));
    assert_eq!(ready.sizes.iter().map(|size| size.width).collect::<Vec<_>>(), [320, 640, 700]);
    assert!(matches!(kernel::file::one(&mut tx, original).await, Err(Error::NotFound(_))));

    let second = add(&mut tx, subject, "Dapur", sent(jpeg(&photo(300, 200)))).await.unwrap();
    place(&mut tx, second).await.unwrap();
    assert_eq!(of(&mut tx, subject).await.unwrap()[0].id, second);
    remove(&mut tx, id).await.unwrap();
    assert!(matches!(one(&mut tx, id).await, Err(Error::NotFound(_))));
    assert!(matches!(add(&mut tx, subject, " ", sent(jpeg(&photo(9, 9)))).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_photo_that_cannot_be_decoded_is_said_to_be_unreadable() {
    let kit = testkit::db_with(&[JobKind::of::<Make>(), JobKind::of::<Forget>()], &[]).await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    let subject = shop(&mut tx).await;
    // A sound head and end, and nothing between them that could be pixels.
    let mut bytes = png(&DynamicImage::ImageRgb8(photo(64, 64)));
    let middle = bytes.len() / 2;
    bytes[middle - 40..middle + 40].fill(0);
    let id = add(&mut tx, subject, "Keripik dalam toples", sent(bytes)).await.unwrap();
    tx.commit().await.unwrap();
    kit.work_off().await;
    let mut tx = kit.tx_in(DEPOK, Actor::System("test")).await;
    assert_eq!(one(&mut tx, id).await.unwrap().state, State::Unreadable);
}
