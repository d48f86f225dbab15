//! Why this part keeps what it keeps of people.

use identity::consent::{Basis, Purpose, Text};
use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};

/// Applications to the city's programmes.
pub const APPLICATION: Purpose = Purpose {
    key: "programmes.applicant",
    version: 2,
    basis: Basis::PublicTask,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf e; UU 20/2008 sebagaimana diubah UU 6/2023; PP 7/2021",
    fields: Text {
        id: "Program yang dilamar, jawaban atas syarat, berkas, rencana usaha, keadaan usaha bila disebut, nilai, hasil, dan \
             keberatan",
        en: "The programme applied to, answers to its rules, papers, the plan, how the business stands where it was said, \
             marks, the outcome, and objections",
    },
    recipients: Text {
        id: "Petugas dinas, kecamatan, dan kelurahan serta pendamping di wilayah itu; penilai melihat rencana tanpa nama; \
             umum hanya kode pendaftaran dan hasilnya",
        en: "Officers of agencies, kecamatan and kelurahan, and mentors, of that area; reviewers see the plan without a name; \
             the public sees the code of an application and its outcome alone",
    },
    retention: Text {
        id: "Selama program dan pertanggungjawabannya; isinya dihapus atas permintaan, hasilnya tinggal sebagai angka",
        en: "While the programme and its accounting last; the content is erased on request, the outcome stays as a figure",
    },
    title: Text { id: "Pendaftaran program", en: "Applications to programmes" },
    text: Text {
        id: "Bila Anda mendaftar ke program kota, kami mencatat jawaban, berkas, dan rencana usaha Anda untuk memeriksa syarat, \
             memilih peserta dengan adil, dan menjelaskan hasilnya kepada Anda. Semuanya dapat Anda lihat di halaman Program \
             saya.",
        en: "When you apply to a programme of the city, we record your answers, papers and plan in order to check the rules, to \
             select fairly, and to explain the outcome to you. You see all of it on the page My programmes.",
    },
};

/// Writes the purpose into the city's register, soon after a start. Recurs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Install {}

impl Job for Install {
    const NAME: &'static str = "programmes.applicant.install";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        identity::consent::install(tx, &[APPLICATION]).await
    }
}
