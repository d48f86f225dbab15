//! The platform's own purposes. Other rooms add theirs.

use super::{Basis, Purpose, Text};

/// Having an account.
pub const ACCOUNT: Purpose = Purpose {
    key: "identity.account",
    version: 1,
    basis: Basis::Consent,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf a",
    fields: Text {
        id: "Nama, surel atau nomor telepon, wilayah tempat tinggal, bahasa",
        en: "Name, e-mail or telephone number, home area, language",
    },
    recipients: Text {
        id: "Petugas kota yang melayani wilayah Anda",
        en: "Officers of the city who serve your area",
    },
    retention: Text {
        id: "Sampai Anda meminta akun dihapus",
        en: "Until you ask for the account to be deleted",
    },
    title: Text { id: "Akun Anda", en: "Your account" },
    text: Text {
        id: "Kami menyimpan nama Anda, cara menghubungi Anda, dan wilayah tempat tinggal Anda, supaya Anda dapat \
             memakai layanan kota di sini tanpa mendaftar berulang kali. Petugas yang melayani wilayah Anda dapat \
             melihatnya; setiap kali data Anda dibuka, hal itu dicatat dan dapat Anda lihat. Anda boleh menolak atau \
             menarik persetujuan ini kapan saja. Bila ditarik, akun Anda dihapus paling lambat dalam 3 × 24 jam, \
             kecuali ada aturan hukum yang mewajibkan kami menyimpannya lebih lama.",
        en: "We keep your name, how to reach you and the area in which you live, so that you can use the city's \
             services here without registering again and again. Officers who serve your area can see it; each time \
             your data is opened this is recorded, and you can see the record. You may refuse, or withdraw this \
             consent at any time. If you withdraw it, your account is deleted within 3 × 24 hours, unless a law \
             requires us to keep it longer.",
    },
};

/// Knowing that one person is one person.
pub const NIK: Purpose = Purpose {
    key: "identity.nik",
    version: 1,
    basis: Basis::PublicTask,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf e",
    fields: Text { id: "Nomor Induk Kependudukan (NIK)", en: "National identity number (NIK)" },
    recipients: Text {
        id: "Petugas yang berwenang, satu per satu dan dengan alasan yang dicatat",
        en: "Authorised officers, one by one and with a recorded reason",
    },
    retention: Text { id: "Selama akun ada", en: "As long as the account exists" },
    title: Text { id: "NIK Anda", en: "Your NIK" },
    text: Text {
        id: "Bila Anda memberikan NIK, kami memakainya hanya untuk memastikan bahwa satu orang tercatat satu kali. NIK \
             disimpan terenkripsi dan tidak pernah ditampilkan utuh. Anda boleh tidak memberikannya; layanan yang \
             menurut aturan memerlukan NIK akan memintanya kelak dengan penjelasan.",
        en: "If you give your NIK, we use it only to make sure that one person is recorded once. It is stored \
             encrypted and never shown in full. You need not give it; services that by law require it will ask for \
             it later and say why.",
    },
};

/// Keeping accounts safe and actions accountable.
pub const SECURITY: Purpose = Purpose {
    key: "identity.security",
    version: 1,
    basis: Basis::LegalDuty,
    legal_reference: "UU 27/2022 Pasal 35 dan Pasal 39",
    fields: Text {
        id: "Waktu masuk, jenis peramban, jejak audit",
        en: "Times of sign-in, kind of browser, audit trail",
    },
    recipients: Text { id: "Admin kota dan pengawas", en: "The city's administrator and supervisors" },
    retention: Text { id: "Jejak audit: 5 tahun", en: "Audit trail: 5 years" },
    title: Text { id: "Keamanan dan pertanggungjawaban", en: "Security and accountability" },
    text: Text {
        id: "Kami mencatat kapan akun Anda dipakai masuk dan siapa yang membuka atau mengubah data Anda. Undang-undang \
             mewajibkan kami melindungi data Anda, dan catatan ini adalah buktinya. Catatan tidak dapat dihapus, tetapi \
             nama Anda dihilangkan dari akun bila akun dihapus.",
        en: "We record when your account is signed in to and who opens or changes your data. The law requires us to \
             protect your data, and these records are the proof. They cannot be deleted, but your name is removed from \
             the account when the account is deleted.",
    },
};

/// Being told about programmes.
pub const NEWS: Purpose = Purpose {
    key: "identity.news",
    version: 1,
    basis: Basis::Consent,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf a",
    fields: Text { id: "Nama, surel, nomor telepon, wilayah", en: "Name, e-mail, telephone number, area" },
    recipients: Text { id: "Dinas penyelenggara program", en: "The agencies that run the programmes" },
    retention: Text { id: "Sampai ditarik", en: "Until withdrawn" },
    title: Text { id: "Kabar program dan pelatihan", en: "News of programmes and training" },
    text: Text {
        id: "Kami boleh mengirim kabar tentang program, pelatihan, dan acara untuk usaha kecil lewat surel atau telepon. \
             Tidak wajib; tanpa ini semua layanan tetap dapat Anda pakai.",
        en: "We may send you news of programmes, training and fairs for small businesses by e-mail or telephone. This is \
             voluntary; all services work without it.",
    },
};

/// Counting.
pub const STATISTICS: Purpose = Purpose {
    key: "identity.statistics",
    version: 1,
    basis: Basis::PublicTask,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf e",
    fields: Text { id: "Wilayah, peran, waktu", en: "Area, role, times" },
    recipients: Text {
        id: "Umum, hanya sebagai angka untuk paling sedikit 5 orang",
        en: "The public, only as figures about at least 5 persons",
    },
    retention: Text { id: "Angka disimpan seterusnya", en: "Figures are kept for good" },
    title: Text { id: "Angka kota", en: "The city's figures" },
    text: Text {
        id: "Kami menghitung berapa orang memakai layanan, per wilayah. Angka tentang kurang dari lima orang tidak \
             ditampilkan, sehingga Anda tidak dapat dikenali darinya.",
        en: "We count how many people use the services, by area. Figures about fewer than five people are not shown, so \
             nobody can be recognised from them.",
    },
};

/// All of these.
pub const PURPOSES: &[Purpose] = &[ACCOUNT, NIK, SECURITY, NEWS, STATISTICS];
