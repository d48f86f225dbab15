# Pelatihan
programmes-trainings = Pelatihan
programmes-trainings-note = Kurikulum, sesi, peserta, dan kehadiran.
programmes-trainings-none = Belum ada pelatihan
programmes-trainings-none-hint = Pelatihan ditambahkan dari halaman programnya.
programmes-trainings-never = Program ini belum punya pelatihan.
programmes-training = Pelatihan
programmes-training-edit = Ubah pelatihan
programmes-training-close = Tutup pelatihan
programmes-training-add = Tambah pelatihan
programmes-training-length = Lama seluruhnya
programmes-training-name-length = Nama pelatihan 3 sampai 120 karakter.
programmes-training-name-taken = Program ini sudah punya pelatihan yang bernama sama. Pakai nama lain.
programmes-training-about-length = Keterangan paling panjang 4.000 karakter.
programmes-training-is-closed = Pelatihan ini sudah ditutup.
programmes-training-close-hint = Sesudah ditutup, tidak ada peserta dan sesi baru. Yang sudah tercatat tetap terbaca.
programmes-curriculum = Kurikulum
programmes-curriculum-hint = Satu materi per baris: nama; lama; wajib (bila harus diikuti); alamat bahan ajar. Contoh: Perizinan usaha; 2 jam; wajib
programmes-unit = Materi
programmes-unit-length = Lama
programmes-unit-must = Sifat
programmes-unit-required = Wajib
programmes-unit-free = Pilihan
programmes-unit-material = Bahan ajar
programmes-unit-hours = { $hours } jam
programmes-unit-minutes = { $minutes } menit
programmes-unit-twice = Materi "{ $name }" tertulis dua kali.
programmes-unit-form = Baris ini belum dipahami: "{ $line }". Tulis nama; lama (jam atau menit); wajib; alamat https.
programmes-unit-unknown = Pilih salah satu materi kurikulum.
programmes-units-count = Tulis paling sedikit satu dan paling banyak { $most } materi.
programmes-sessions = Sesi
programmes-session = Sesi
programmes-sessions-none = Belum ada sesi.
programmes-session-edit = Ubah sesi
programmes-session-add = Tambah sesi
programmes-session-starts = Mulai
programmes-session-ends-at = Selesai
programmes-session-ends = Sesi selesai sesudah mulai, paling lama 24 jam kemudian.
programmes-session-where = Tempat
programmes-session-place = Tempat
programmes-session-place-length = Tempat paling panjang 200 karakter.
programmes-session-link = Tautan daring
programmes-session-link-hint = Untuk sesi daring; mulai dengan https://
programmes-session-link-form = Tautan mulai dengan https:// dan tanpa spasi.
programmes-session-somewhere = Isi tempat, tautan daring, atau keduanya.
programmes-session-online = Ikut daring
programmes-session-capacity = Jumlah kursi
programmes-session-capacity-form = Jumlah kursi 1 sampai 100.000.
programmes-session-capacity-taken = Kursi yang sudah dipakai lebih banyak daripada ini. Kosongkan dulu kursinya.
programmes-session-unit-fixed = Materi tidak dapat diganti: sudah ada yang mendapat kursi.
programmes-session-seats = Kursi
programmes-session-chairs = { $taken } dari { $capacity } terisi, { $waiting } menunggu
programmes-session-present = Hadir
programmes-session-cancelled = Dibatalkan
programmes-session-cancelled-because = Sesi ini dibatalkan: { $reason }
programmes-session-is-cancelled = Sesi ini sudah dibatalkan.
programmes-session-is-over = Sesi ini sudah selesai.
programmes-session-was-held = Sesi ini sudah dihadiri, jadi tidak dapat dibatalkan.
programmes-session-not-yet = Kehadiran dicatat mulai tiga jam sebelum sesi.
programmes-session-over = Selesai
programmes-session-now = Sedang berlangsung
programmes-session-to-come = Akan datang
programmes-session-cancel = Batalkan sesi
programmes-session-cancel-hint = Alasannya dikirim kepada semua yang mendapat kursi atau menunggu.
programmes-trainers = Pelatih
programmes-trainers-new = Tambah pelatih
programmes-trainers-hint = Surel atau nomor telepon akun pelatih, satu per baris.
programmes-trainer-unknown = Tidak ada akun dengan "{ $login }". Periksa ejaannya atau undang dulu orangnya.
programmes-trainers-unknown = Salah satu akun pelatih tidak dikenal.
programmes-participants = Peserta
programmes-participants-of = Peserta { $training }
programmes-participant = Peserta
programmes-participants-none = Belum ada peserta
programmes-participants-none-hint = Tekan "Masukkan semua yang mendapat tempat".
programmes-participant-not-here = Orang ini tidak ikut pelatihan ini, atau sudah keluar.
programmes-enrol = Masukkan semua yang mendapat tempat
programmes-enrol-note = Semua yang mendapat tempat dalam program ini menjadi peserta, menurut urutan pendaftaran. Menekannya lagi hanya menambah yang baru.
programmes-enrolled = Peserta sudah dimasukkan.
programmes-leave = Keluarkan
programmes-leave-hint = Kursinya pindah kepada yang menunggu. Alasan ini terbaca oleh orangnya.
programmes-roster = Daftar hadir
programmes-roster-none = Belum ada yang mendapat kursi
programmes-roster-none-hint = Tekan "Isi kursi dari peserta".
programmes-chair = Kursi
programmes-no-chair = Tanpa kursi
programmes-waits = Menunggu
programmes-presence = Kehadiran
programmes-not-seen = Belum tercatat
programmes-present-by-list = Hadir (daftar)
programmes-present-by-code = Hadir (kode)
programmes-present-by-sheet = Hadir (lembar presensi)
programmes-tick = Catat hadir
programmes-ticked = Kehadiran dicatat.
programmes-void = Batalkan kehadiran
programmes-void-hint = Catatan lama tetap terbaca, bersama alasan ini.
programmes-voided-because = Dibatalkan karena
programmes-fill = Isi kursi dari peserta
programmes-filled = Kursi sudah diisi.
programmes-booked-already = Sudah punya kursi atau sudah menunggu di sesi ini.
programmes-book = Ambil kursi
programmes-queue = Ikut menunggu
programmes-give-up = Lepaskan kursi
programmes-check-in = Catat di pintu
programmes-check-in-of = Di pintu: { $session }
programmes-check-in-note = Pindai kode QR peserta atau ketik kodenya. Muat halaman ini sebelum berangkat dan biarkan terbuka: tanpa sinyal kode disimpan di perangkat ini (kuning) dan dikirim begitu ada sinyal. Hijau hanya setelah server memastikan.
programmes-check-in-send = Catat hadir
programmes-token = Kode hadir
programmes-token-hint = Seperti 57-34-7K3F-9QXM; huruf besar kecil sama saja.
programmes-door-present = hadir, sudah tercatat
programmes-door-kept = tersimpan di perangkat, belum dipastikan
programmes-door-doubt = tersimpan, tetapi tidak ada dalam daftar yang dimuat; server akan memeriksa
programmes-door-twice = sudah dipindai
programmes-door-waiting = 0 kode menunggu sinyal
programmes-door-sign-in = Sesi masuk Anda habis. Masuk lagi di tab lain; kode tetap tersimpan.
programmes-door-camera = Pindai dengan kamera
programmes-door-no-camera = Kamera tidak dapat dipakai. Ketik kodenya.
programmes-why-unknown = kode tidak dikenal
programmes-why-other-session = kode untuk sesi lain
programmes-why-already = sudah tercatat hadir
programmes-why-no-chair = tidak punya kursi di sesi ini; catat lewat daftar bila memang hadir
programmes-why-left = sudah bukan peserta
programmes-why-cancelled = sesi ini dibatalkan
programmes-why-other-time = di luar waktu sesi
programmes-cards = Kartu hadir
programmes-cards-of = Kartu hadir: { $session }
programmes-cards-print = Cetak kartu
programmes-ticket = Kode hadir
programmes-ticket-note = Tunjukkan kode ini di pintu. Tidak ada nama di dalamnya; tanpa layar, sebutkan tulisannya.
programmes-teaching = Sesi yang saya latih
programmes-teaching-none = Belum ada sesi
programmes-teaching-none-hint = Dinas yang menambahkan Anda sebagai pelatih sebuah sesi.
programmes-own-trainings = Pelatihan saya
programmes-own-trainings-note = Sesi, kursi, dan kode hadir Anda.
programmes-own-trainings-none = Belum ada pelatihan
programmes-own-trainings-none-hint = Pelatihan muncul di sini sesudah Anda mendapat tempat dalam sebuah program.
programmes-own-present = Anda tercatat hadir
programmes-own-chair = Anda punya kursi
programmes-own-calendar = Kalender Anda
programmes-own-calendar-note = Buat alamat rahasia untuk memasukkan sesi Anda ke kalender di HP. Siapa pun yang tahu alamatnya dapat melihat sesi Anda.
programmes-own-calendar-has = Langganankan alamat ini di aplikasi kalender. Jangan dibagikan; bila telanjur, ganti alamatnya.
programmes-own-calendar-open = Alamat kalender
programmes-calendar-make = Buat alamat kalender
programmes-calendar-renew = Ganti alamat
programmes-calendar-made = Alamat kalender sudah dibuat.
programmes-calendar-add = Masukkan ke kalender
programmes-own-data-trainings = Pelatihan dan kehadiran
programmes-mail-soon-subject = Besok: { $session }
programmes-mail-soon-body =
    { $session } dimulai { $starts }.
    Tempat: { $place }

    Tunjukkan kode hadir Anda di pintu:
    { $address }

    { $city }
programmes-mail-moved-subject = Waktu atau tempat berubah: { $session }
programmes-mail-moved-body =
    { $session } sekarang dimulai { $starts }.
    Tempat: { $place }

    Bila Anda tidak bisa hadir, lepaskan kursi Anda:
    { $address }

    { $city }
programmes-mail-cancelled-subject = Dibatalkan: { $session }
programmes-mail-cancelled-body =
    { $session }, { $starts }, dibatalkan. Alasan: { $reason }

    Sesi lain dapat dilihat di sini:
    { $address }

    { $city }
programmes-mail-chair-subject = Anda mendapat kursi: { $session }
programmes-mail-chair-body =
    Ada kursi kosong, dan Anda yang berikutnya: { $session }, { $starts }.
    Tempat: { $place }

    Bila Anda tidak bisa hadir, lepaskan kursi Anda:
    { $address }

    { $city }
programmes-sheet = Lembar presensi
programmes-sheet-of = Lembar presensi: { $session }
programmes-sheet-none = Belum ada baris yang diketik.
programmes-sheet-rows = Baris lembar presensi
programmes-sheet-hint = Tempelkan dari lembar kerja beserta judul kolomnya, atau tulis per baris: nama; kelurahan; nomor HP. Yang belum jelas ditanyakan dulu, yang tidak dikenal tidak dihitung.
programmes-sheet-take = Masukkan baris
programmes-sheet-taken = Baris sudah dimasukkan.
programmes-sheet-count = Tulis paling sedikit satu dan paling banyak { $most } baris dengan nama.
programmes-sheet-decided = Baris ini sudah diputuskan.
programmes-sheet-typed = Tertulis
programmes-sheet-is-sure = cocok, dihitung
programmes-sheet-is-doubtful = meragukan
programmes-sheet-is-unknown = tidak dikenal, tidak dihitung
programmes-sheet-is-same = dipastikan, dihitung
programmes-sheet-is-different = orang lain, tidak dihitung
programmes-sheet-same = Orang yang sama
programmes-sheet-different = Orang lain
programmes-sheet-is-outside = terdaftar di kota, bukan peserta
programmes-sheet-outside-note = Yang terdaftar di kota tetapi bukan peserta tidak dihitung. Buka datanya, daftarkan ia ke program ini, lalu hitung di sini setelah ia menjadi peserta.
programmes-sheet-count-in = Hitung sebagai hadir
programmes-sheet-not-joined = Orang ini belum menjadi peserta pelatihan ini.
programmes-sheet-typing = Ketik atau tempel baris
programmes-workbook = Berkas presensi
programmes-workbook-hint = XLSX, XLS, ODS atau CSV dengan kolom nama. Kolom tanda tangan menunjukkan siapa yang hadir; kolom hari, pertemuan atau tanggal dibagikan ke sesi pelatihan ini. Mengirim berkas yang sama lagi tidak mengubah apa pun.
programmes-workbook-take = Kirim berkas
programmes-workbook-taken = Berkas sudah dimasukkan. Periksa baris yang meragukan di bawah ini.
programmes-workbook-again = Semua baris berkas ini sudah ada. Tidak ada yang berubah.
programmes-workbook-missing = Pilih berkas presensi.
programmes-workbook-empty = Tidak ada baris dengan nama di berkas ini.
programmes-workbook-no-session = Tidak ada sesi pelatihan untuk kolom “{ $head }”. Tambahkan sesinya, atau perbaiki judul kolom, lalu kirim lagi.
