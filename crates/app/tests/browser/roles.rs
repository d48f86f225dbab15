//! Everybody finds their own desk.

use serde_json::json;

use crate::journey::journey;
use crate::person::PASSWORD;

/// Who signs in, and what their menu offers. Those without a desk land on the city's home.
const DESKS: [(&str, &[&str]); 9] = [
    (
        "admin",
        &[
            "Hari ini",
            "Pelaku usaha",
            "Usaha",
            "Permintaan pelaku usaha",
            "Daftar instansi",
            "Cari",
            "Izin akan habis",
            "Kelompok",
            "Periksa data ganda",
            "Saring daftar bantuan",
            "Tambah RW dan RT",
            "Ubah RW atau RT",
            "Perubahan wilayah",
            "Program",
            "Pelatihan",
            "Janji kota",
            "Hasil",
            "Kabar setelah program",
            "Perlu diingatkan",
            "Bantuan yang diterima",
            "Jumlah bantuan",
            "Laporan bulanan",
            "Roadshow",
            "Rekening buku",
            "Produk",
            "Pesanan",
            "Dasbor angka",
            "Kamus indikator",
            "Undangan",
            "Akun warga dan petugas",
            "Dinas dan badan",
            "Permintaan data",
            "Jejak audit",
            "Pekerjaan latar",
            "Bantuan",
        ],
    ),
    (
        "dinas",
        &[
            "Hari ini",
            "Pelaku usaha",
            "Usaha",
            "Permintaan pelaku usaha",
            "Daftar instansi",
            "Cari",
            "Izin akan habis",
            "Kelompok",
            "Periksa data ganda",
            "Saring daftar bantuan",
            "Program",
            "Pelatihan",
            "Janji kota",
            "Hasil",
            "Kabar setelah program",
            "Perlu diingatkan",
            "Bantuan yang diterima",
            "Jumlah bantuan",
            "Laporan bulanan",
            "Roadshow",
            "Rekening buku",
            "Produk",
            "Pesanan",
            "Dasbor angka",
            "Kamus indikator",
            "Undangan",
            "Akun warga dan petugas",
            "Bantuan",
        ],
    ),
    (
        "kecamatan",
        &[
            "Hari ini",
            "Pelaku usaha",
            "Usaha",
            "Permintaan pelaku usaha",
            "Cari",
            "Izin akan habis",
            "Kelompok",
            "Periksa data ganda",
            "Program",
            "Pelatihan",
            "Janji kota",
            "Hasil",
            "Kabar setelah program",
            "Perlu diingatkan",
            "Bantuan yang diterima",
            "Jumlah bantuan",
            "Roadshow",
            "Dasbor angka",
            "Kamus indikator",
            "Undangan",
            "Akun warga dan petugas",
            "Bantuan",
        ],
    ),
    (
        "kelurahan",
        &[
            "Hari ini",
            "Pelaku usaha",
            "Usaha",
            "Permintaan pelaku usaha",
            "Cari",
            "Izin akan habis",
            "Kelompok",
            "Periksa data ganda",
            "Tambah RW dan RT",
            "Ubah RW atau RT",
            "Program",
            "Pelatihan",
            "Janji kota",
            "Hasil",
            "Kabar setelah program",
            "Perlu diingatkan",
            "Bantuan yang diterima",
            "Jumlah bantuan",
            "Roadshow",
            "Dasbor angka",
            "Kamus indikator",
            "Undangan",
            "Akun warga dan petugas",
            "Bantuan",
        ],
    ),
    (
        "pendamping",
        &[
            "Hari ini",
            "Pelaku usaha",
            "Usaha",
            "Cari",
            "Izin akan habis",
            "Kelompok",
            "Program",
            "Pelatihan",
            "Janji kota",
            "Hasil",
            "Kabar setelah program",
            "Perlu diingatkan",
            "Bantuan yang diterima",
            "Jumlah bantuan",
            "Roadshow",
            "Bantuan",
        ],
    ),
    (
        "bappeda",
        &[
            "Hari ini",
            "Program",
            "Pelatihan",
            "Janji kota",
            "Jumlah bantuan",
            "Laporan bulanan",
            "Roadshow",
            "Dasbor angka",
            "Kamus indikator",
            "Bantuan",
        ],
    ),
    ("usaha", &[]),
    ("mitra", &[]),
    ("warga", &[]),
];

const MENU: &str = "return [...document.querySelectorAll('.desk-nav a')].map(a => a.textContent.trim())";

#[test]
fn each_role_signs_in_to_its_own_desk_and_out_again() {
    journey("roles", async |_, person| {
        for (local, menu) in DESKS {
            person.sign_in("depok", &format!("{local}@depok.contoh.id"), PASSWORD).await;
            assert_eq!(
                person.path().await,
                if menu.is_empty() { "/depok" } else { "/depok/meja" },
                "{local}"
            );
            assert_eq!(person.run(MENU).await, json!(menu), "{local}");
            if ["admin", "usaha"].contains(&local) {
                person.go("/depok/meja").await;
                person.audit(&format!("desk-{local}")).await;
            }
            person.sign_out().await;
            person.seen("//header//a[contains(@href, '/masuk')]").await;
        }
        person.audit("city-signed-out").await;
    });
}
