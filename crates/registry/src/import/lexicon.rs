//! Words by which a name is told from a business and a business from its trade.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::words::plain;

const GIVEN: &str = "abdul abdullah achmad ade adi aditya aep agung agus agustina ahmad aisyah aji ali amalia amin aminah anang \
    andi andri ani anik anisa anita anton anwar ari arif arifin aris arminah asep asih astuti ayu bagus bambang basuki bayu \
    budi budiman cahyani cahyo cecep chandra cici cucu dadan dadang danang dani darmawan daryati dede dedi desi dewi dian diana \
    dimas dina dodi dwi dyah edi efendi eka eko elis ella eli endah endang eni entin erna ernawati ervina euis evi fadilah fajar \
    fatimah fauzi fauziah febri ferdi fitri fitriani galih gilang gunawan guntur hadi hakim halimah handayani hani hariyanto \
    haryanto hasan hasanah hendra hendri heni herlina herman hermawan heru heri hidayat hidayati husni ida ika iin iis ikhsan \
    ilham imam iman imas ina indah indra indri intan ira irfan irma irna irwan iskandar ismail istiqomah iwan jaenal jamal jamaludin \
    joko jubaedah juju juminah kartika kartini kartono khadijah khasanah komariah krisna kurnia kurniawan kusuma kusumawati lastri \
    lestari lia lilik lilis lina linda lukman lusi mahmud maimunah malik marlina maria mariam maryam maryani maryati maulana maulida \
    maya mega meli mimin muhamad muhammad mohamad mohammad moh muh mujiati mukti mulyadi mulyani mulyono munawaroh mustofa nana nani \
    nanik neneng neng nengsih ngatiman ngatinah ningsih nina nining ninik nita novi novita nugroho nunung nur nuraini nurhayati \
    nurhidayah nurjanah nurul nuryati oktaviani paijo paimin parman partini permata pertiwi prasetyo pratama prayitno puji purnomo \
    purwanti purwanto puspita puspitasari putra putri rahayu rahmah rahmat rahman rahmawati raharjo ramadhan rani ratih ratna reni \
    retno ria rian rida ridwan rika rina rini risa riska rita riyadi riyanto rizal rizki rizky rohani rohman rohmah romlah roni rosa \
    rosidah rosmiati rudi rukmini rusdi rustam sabar saepul safitri saifudin salim salma samsudin samsul santi santoso saodah sapto \
    saputra sari sarwono septi setiawan setiawati setyo setyowati sholeh sinta siswanto siti slamet sobari soleh solekah sofyan sri \
    stefanus subagyo sudarmi sudarsono sudrajat sugeng sugiarti sugiarto suhartati suharti suharto suhendra sujono sukarti sulaeman \
    sulastri suliyah sulistyowati sumarni sumarno sumiati sumarsih sunarti sunaryo sundari supardi supari suparman suparmi suparti \
    supriadi supriyanto supriyati suroto surti suryadi suryani suryati susanti susanto susi susilo susilowati sutarti sutini sutrisno \
    suwarni suwarno suyanti suyanto syahputra syarif tari taufik teguh tina tini titik titin tono tri tukiman tukinem tuti ujang ulfa \
    umar umi untung utami utomo veronika vina wahid wahyu wahyudi wahyuni wagimin warsini wati wawan wibowo wicaksono widiastuti widodo \
    widya widyastuti wiwik wiwin wulan wulandari yana yani yanti yanto yati yeni yohanes yogi yosef yudi yuli yuliana yulianti \
    yulianto yuni yusuf zaenab zaenal zahra zainal zubaidah";

const TRADE: &str = "warung toko kios laundry bengkel salon catering katering rm depot ud cv pt pd tk tb barber barbershop konveksi \
    jahit penjahit sablon percetakan fotokopi fotocopy foto kopi kedai cafe kafe ayam bakso mie mi soto nasi kue roti keripik kripik jamu \
    batik sepatu hijab butik rias spa sembako servis service cuci motor tambal ban bambu kayu anyaman gerabah souvenir ternak ikan \
    tani hidroponik tukang umkm usaha snack dapur angkringan gorengan es sate pecel gudeg tahu tempe kerupuk peyek sambal telur \
    elektronik pulsa konter counter apotek kosmetik craft kerajinan mebel meubel furniture las studio rental travel fashion \
    collection galeri gallery bakery cake food store shop catring lapak grosir agen jaya makmur berkah barokah sejahtera mandiri \
    abadi sentosa mulia rejeki rezeki lancar sumber utama karya maju mekar sinar cahaya indah amanah bersama sederhana rasa industri \
    produk frozen minuman makanan jus juice coffee susu tenun bordir tas dompet aksesoris lukis sulam rajut kebab burger pizza seblak \
    cilok dimsum risol donat dodol abon rengginang emping bawang kelontong warkop wartel ikm kub kelompok koperasi wr wm rumah makan";

const SECTORS: &str = "kuliner|fashion|kerajinan|jasa|dagang|perdagangan|pertanian|otomotif|percetakan|laundry|kecantikan|peternakan|\
    perikanan|makanan|minuman|makanan dan minuman|makanan minuman|konveksi|industri|industri pengolahan|pengolahan|agribisnis|aksesoris|\
    batik|bordir|craft|handicraft|kriya|dekorasi|mebel|furniture|obat obatan|herbal|jasa lainnya|lainnya|lain lain|pendidikan|kesehatan|\
    teknologi|teknologi informasi|pariwisata|transportasi|properti|konstruksi|perkebunan|kehutanan|elektronik|agrobisnis|tekstil|\
    garmen|busana|pakaian|sembako|kelontong|toko kelontong|warung|warung makan|warung kopi|warung sembako|rumah makan|restoran|katering|\
    catering|salon|bengkel|bengkel motor|bengkel las|penjahit|menjahit|jahit|tukang jahit|fotokopi|pulsa|toko|kios|pedagang|jualan|\
    pedagang kaki lima|pkl|gorengan|bakso|mie ayam|nasi goreng|kue|kue basah|kue kering|roti|snack|camilan|keripik|kopi|jamu|laundry kiloan|\
    perdagangan eceran|eceran|produksi|manufaktur|food|food and beverage|f b|fnb|beauty|services|trade|retail|handycraft|ternak|tani|\
    sayuran|buah|air isi ulang|isi ulang|gas|warkop|barbershop|pangkas rambut|potong rambut|cuci motor|tambal ban|servis elektronik|\
    rias|rias pengantin|tata rias|jasa keuangan|pangan|sandang|kimia|logam|kerajinan tangan|anyaman|tenun|souvenir|sablon|industri makanan|\
    industri rumah tangga|perdagangan umum|jasa perorangan|ekonomi kreatif|budidaya|budidaya ikan|hidroponik|tanaman hias|fotografi";

static GIVEN_NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| GIVEN.split_whitespace().collect());
static TRADE_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| TRADE.split_whitespace().collect());
static SECTOR_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| SECTORS.split('|').map(plain).collect());

/// Whether a word is a common Indonesian name.
pub(crate) fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.contains(word)
}

/// Whether a word often stands in the name of a business and seldom in a person's.
pub(crate) fn is_trade_word(word: &str) -> bool {
    TRADE_WORDS.contains(word)
}

/// Whether a text is nothing but the name of a trade.
pub(crate) fn is_sector(text: &str) -> bool {
    let plain = plain(text);
    let bare =
        ["bidang ", "usaha ", "sektor ", "industri "].iter().find_map(|before| plain.strip_prefix(before));
    SECTOR_WORDS.contains(&plain) || bare.is_some_and(|bare| SECTOR_WORDS.contains(bare))
}

/// Whether a text describes what somebody does: `jual nasi uduk`, `pembuatan kue`.
pub(crate) fn is_doing(text: &str) -> bool {
    let plain = plain(text);
    let first = plain.split(' ').next().unwrap_or_default();
    matches!(
        first,
        "jual"
            | "jualan"
            | "menjual"
            | "penjual"
            | "pedagang"
            | "dagang"
            | "berdagang"
            | "pembuatan"
            | "pembuat"
            | "membuat"
            | "produksi"
            | "produsen"
            | "jasa"
            | "penyedia"
            | "perdagangan"
            | "industri"
            | "pengolahan"
            | "pengrajin"
            | "perajin"
            | "olahan"
            | "aneka"
    )
}
