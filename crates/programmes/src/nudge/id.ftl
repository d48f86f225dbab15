# Pengingat langkah berikutnya
programmes-nudges = Perlu diingatkan
programmes-nudges-note = Siapa yang tertahan, di langkah apa, sejak kapan.
programmes-nudges-lead = Yang paling lama tertahan di atas. Pesan WhatsApp sudah tertulis; tandai sesudah menghubungi, supaya rekan Anda tidak menghubungi lagi.
programmes-nudges-none = Tidak ada yang perlu diingatkan
programmes-nudges-none-hint = Daftar ini terisi sendiri begitu seseorang punya langkah yang belum dikerjakan.
programmes-nudge-all = Semua
programmes-nudge-is-open = Perlu dihubungi
programmes-nudge-is-waiting = Sudah dihubungi atau ditunda
programmes-nudge-is-never = Tidak diingatkan lagi
programmes-nudge-step = Langkah berikutnya
programmes-nudge-step-confirm = Pastikan tempat
programmes-nudge-step-document = Serahkan surat rekomendasi
programmes-nudge-step-interview = Pilih waktu wawancara
programmes-nudge-step-session = Pesan kursi pelatihan
programmes-nudge-step-permit = Urus NIB
programmes-nudge-step-report = Beri kabar usaha
programmes-nudge-since = Sejak
programmes-nudge-until = Paling lambat
programmes-nudge-done = Tindakan
programmes-nudge-mailed = surel dijadwalkan
programmes-nudge-word-reached = Sudah dihubungi
programmes-nudge-word-later = Nanti
programmes-nudge-word-never = Tidak diingatkan lagi
programmes-nudge-say-reached = Sudah dihubungi
programmes-nudge-more = Lainnya
programmes-nudge-say-later = Seminggu lagi
programmes-nudge-say-never = Jangan lagi
programmes-nudge-filter = Tidak dikenal.
programmes-nudge-over = Langkah ini sudah dikerjakan atau sudah lewat.
programmes-nudge-no-phone = Tidak ada nomor telepon yang tercatat.
programmes-nudge-own = Yang perlu Anda lakukan
programmes-nudge-own-never = Jangan ingatkan
programmes-nudge-mails = Pengingat
programmes-nudge-rule = Pengingat lewat surel
programmes-nudge-days = Setelah berapa hari
programmes-nudge-days-hint = 0 sampai 90; 0 berarti tidak pernah. Tiap langkah diingatkan satu kali, tidak pada malam hari.
programmes-nudge-days-form = Isi angka dari 0 sampai 90.
programmes-own-data-nudges = Pengingat tentang langkah berikutnya
programmes-nudge-subject-confirm = Tempat Anda menunggu jawaban: { $call }
programmes-nudge-text-confirm =
    Ada tempat untuk Anda di { $call }, Kota { $city }, sampai { $until }. Setelah itu tempatnya diberikan kepada yang berikutnya.

    Terima tempatnya di sini:
    { $address }
programmes-nudge-subject-document = Surat rekomendasi belum ada: { $call }
programmes-nudge-text-document =
    Pendaftaran Anda untuk { $call }, Kota { $city }, masih memerlukan surat rekomendasi yang benar.

    Unggah suratnya di sini, atau bawa ke kantor kelurahan:
    { $address }
programmes-nudge-subject-interview = Pilih waktu wawancara: { $call }
programmes-nudge-text-interview =
    Untuk { $call }, Kota { $city }, Anda masih perlu memilih waktu wawancara. Waktu terakhir: { $until }.

    Pilih waktunya di sini:
    { $address }
programmes-nudge-subject-session = Pesan kursi pelatihan: { $call }
programmes-nudge-text-session =
    Ada sesi pelatihan { $call }, Kota { $city }, yang wajib Anda ikuti dan belum Anda pesan. Sesi terakhir: { $until }.

    Pesan kursi di sini:
    { $address }
programmes-nudge-subject-permit = Saatnya mengurus NIB: { $call }
programmes-nudge-text-permit =
    Sesudah pelatihan { $call }, Kota { $city }, usaha Anda dapat punya Nomor Induk Berusaha (NIB). Gratis, di oss.go.id; petugas kelurahan dapat membantu.

    Pendaftaran Anda:
    { $address }
programmes-nudge-subject-report = Bagaimana usaha Anda? { $call }
programmes-nudge-text-report =
    { $city } ingin tahu bagaimana usaha Anda sejak { $call }. Enam pertanyaan singkat, tanpa masuk, sampai { $until }:
    { $address }
