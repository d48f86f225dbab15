//! Why the registry keeps what it keeps of people.

use identity::consent::{Basis, Purpose, Text};
use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};

use crate::card;

/// One record per person and business, which every service reads.
pub const RECORD: Purpose = Purpose {
    key: "registry.record",
    version: 1,
    basis: Basis::PublicTask,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf e; UU 20/2008 sebagaimana diubah UU 6/2023; PP 7/2021",
    fields: Text {
        id: "Nama, NIK, tanggal lahir, alamat sampai RT, telepon, pendidikan; usaha, izin, tempat, bidang, pekerja",
        en: "Name, NIK, date of birth, address to the RT, telephone, education; business, permits, place, trade, workers",
    },
    recipients: Text {
        id: "Petugas dinas, kecamatan, dan kelurahan, serta pendamping di wilayah itu",
        en: "Officers of agencies, kecamatan and kelurahan, and mentors, of that area",
    },
    retention: Text {
        id: "Selama usahanya dilayani; dihapus atas permintaan, usahanya tinggal sebagai angka",
        en: "While the business is served; erased on request, the business stays as a figure",
    },
    title: Text { id: "Data pelaku usaha dan usaha", en: "Records of entrepreneurs and businesses" },
    text: Text {
        id: "Kota mencatat pelaku usaha dan usahanya satu kali, supaya program, izin, dan bantuan tidak menanyakan hal yang \
             sama berulang-ulang. Datanya berasal dari daftar dinas, petugas, dan Anda sendiri; asal setiap isian dapat Anda \
             lihat dan Anda betulkan di halaman Usaha saya.",
        en: "The city records entrepreneurs and their businesses once, so that programmes, permits and help need not ask the \
             same again. The data come from agencies' lists, from officers and from you; on the page My business you see \
             where each comes from, and can correct it.",
    },
};

/// Disability, assistive need, and a person's finances.
pub const SPECIFIC: Purpose = Purpose {
    key: "registry.specific",
    version: 1,
    basis: Basis::PublicTask,
    legal_reference: "UU 27/2022 Pasal 4 ayat (2) dan Pasal 20 ayat (2) huruf e; UU 8/2016",
    fields: Text {
        id: "Ragam disabilitas, kebutuhan alat atau pendampingan; omzet, modal, aset, pembiayaan",
        en: "Kind of disability, assistive need; sales, capital, assets, financing",
    },
    recipients: Text {
        id: "Petugas yang melayani orang atau usaha itu; umum hanya sebagai angka untuk paling sedikit 5 orang",
        en: "The officers who serve the person or business; the public only as figures about at least 5 persons",
    },
    retention: Text { id: "Seperti data pelaku usaha", en: "As the record of the entrepreneur" },
    title: Text { id: "Data khusus pelaku usaha", en: "Specific data of entrepreneurs" },
    text: Text {
        id: "Bila Anda mau, kami mencatat ragam disabilitas dan apa yang Anda perlukan, supaya pelatihan dan acara disiapkan \
             untuk Anda; serta angka keuangan usaha, supaya skala usaha dan bantuan yang tepat dapat ditentukan. Tidak wajib. \
             Hanya petugas yang melayani Anda yang melihatnya.",
        en: "If you wish, we record a disability and what you need, so that training and events are prepared for you, and the \
             figures of your business, so that its size and the right help can be found. This is voluntary. Only the \
             officers who serve you see it.",
    },
};

/// Writes the room's purposes into the city's register, soon after a start. Recurs.
#[derive(Serialize, Deserialize)]
pub struct Install {}

impl Job for Install {
    const NAME: &'static str = "registry.person.install";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        identity::consent::install(tx, &[RECORD, SPECIFIC, card::PURPOSE]).await
    }
}
