//! Why this part keeps what it keeps of people.

use identity::consent::{Basis, Purpose, Text};
use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};

/// What a business takes in a month: specific personal data, kept with consent alone.
pub const TAKINGS: Purpose = Purpose {
    key: "programmes.takings",
    version: 2,
    basis: Basis::Consent,
    legal_reference: "UU 27/2022 Pasal 4 ayat (2) huruf f dan Pasal 20 ayat (2) huruf a",
    fields: Text {
        id: "Omzet sebulan, ketika mendaftar atau mulai dan setelah 3, 6, dan 12 bulan",
        en: "A month's takings, when applying or beginning and after 3, 6 and 12 months",
    },
    recipients: Text {
        id: "Dinas penyelenggara program dan pendamping; umum dan laporan hanya angka dari sedikitnya lima orang bersama-sama",
        en: "The agency that runs the programme, and mentors; reports show only figures of at least five people together",
    },
    retention: Text {
        id: "Sampai ditarik, atau sampai catatan orangnya dihapus; dari yang mendaftar tanpa mendapat tempat, 60 hari",
        en: "Until it is withdrawn, or the record of the person is erased; of those who applied and had no place, 60 days",
    },
    title: Text { id: "Omzet sebelum dan sesudah program", en: "Takings before and after a programme" },
    text: Text {
        id: "Bila Anda menyebut omzet, kami menyimpannya tersegel untuk melihat apakah program kota membuat usaha maju. Boleh \
             tidak diisi, dan boleh dihapus kapan saja; bantuan tidak bergantung padanya.",
        en: "If you tell your takings, we keep them sealed to see whether the city's programmes help businesses. You may leave \
             them out, and have them deleted at any time; no help depends on it.",
    },
};

/// Writes the purpose into the city's register, soon after a start. Recurs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Install {}

impl Job for Install {
    const NAME: &'static str = "programmes.followup.install";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        identity::consent::install(tx, &[TAKINGS]).await
    }
}
