registry-level-beginning = Pemula
registry-level-growing = Berkembang
registry-level-strong = Tangguh
registry-level-advanced = Maju

registry-level-criterion-permits = Izin
registry-level-criterion-growth = Pertumbuhan
registry-level-criterion-workers = Tenaga kerja
registry-level-criterion-digital = Digital
registry-level-criterion-finance = Pembukuan dan pembiayaan
registry-level-criterion-quality = Mutu produk
registry-level-criterion-reach = Jangkauan pasar

registry-level-what-sales = penjualan setahun
registry-level-what-assets = aset
registry-level-what-workers = tenaga kerja

registry-level-missing-first = Belum ada ukuran. Catat penjualan setahun, aset, atau tenaga kerja hari ini, lalu sekali lagi paling cepat lima bulan kemudian.
registry-level-missing-second = Baru satu ukuran. Ukur lagi mulai { $date }.
registry-level-missing-newer = Ukuran terakhir lebih dari dua tahun lalu. Catat ukuran yang baru.

registry-level-why-permits = { $held } dari { $of } izin yang perlu
registry-level-why-growth-unknown = belum ada dua ukuran
registry-level-why-growth = { $what ->
    [sales] penjualan
    [assets] aset
   *[workers] tenaga kerja
} dari { $from } menjadi { $to }, { $percent } % setahun
registry-level-why-growth-from-nothing = { $what ->
    [sales] penjualan
    [assets] aset
   *[workers] tenaga kerja
} dari { $from } menjadi { $to }
registry-level-why-workers-unknown = jumlah tenaga kerja belum diketahui
registry-level-why-workers = { $n } orang
registry-level-why-workers-more = { $n } orang, lebih banyak daripada dulu
registry-level-why-digital-unknown = saluran penjualan belum diketahui
registry-level-why-digital = { $n } dari { $of } saluran digital
registry-level-why-books-unknown = pembukuan belum diketahui{ $financing ->
    [formal] , pernah mendapat pembiayaan resmi
   *[other] {""}
}
registry-level-why-books-none = belum ada pembukuan{ $financing ->
    [formal] , pernah mendapat pembiayaan resmi
   *[other] {""}
}
registry-level-why-books-notes = catatan sesekali{ $financing ->
    [formal] , pernah mendapat pembiayaan resmi
   *[other] {""}
}
registry-level-why-books-regular = pembukuan teratur{ $financing ->
    [formal] , pernah mendapat pembiayaan resmi
   *[other] {""}
}
registry-level-why-books-statements = laporan keuangan lengkap{ $financing ->
    [formal] , pernah mendapat pembiayaan resmi
   *[other] {""}
}
registry-level-why-quality-unknown = mutu produk belum dinilai
registry-level-why-quality = { $n } dari { $of } tanda mutu
registry-level-why-reach-unknown = jangkauan pasar belum diketahui
registry-level-why-reach-neighbourhood = pembeli dari sekitar
registry-level-why-reach-city = pembeli dari seluruh kota
registry-level-why-reach-province = pembeli dari provinsi
registry-level-why-reach-nation = pembeli dari seluruh Indonesia
registry-level-why-reach-export = ekspor

registry-level-lift-nib = Urus NIB di OSS; kelurahan dapat membantu.
registry-level-lift-pirt = Urus P-IRT di Dinas Kesehatan, atau BPOM MD bila makanannya mewajibkan.
registry-level-lift-halal = Urus sertifikat halal; usaha mikro dan kecil dapat menyatakan sendiri.
registry-level-lift-standard = Urus sertifikat standar lewat OSS bila risiko usahanya mewajibkan.
registry-level-lift-trademark = Daftarkan merek.
registry-level-lift-npwp = Lengkapi NPWP.
registry-level-lift-measure = Catat ukuran pada dua waktu.
registry-level-lift-growth = Cari pembeli baru bersama pendamping; 30 % setahun memberi nilai penuh.
registry-level-lift-workers-tell = Catat jumlah tenaga kerja.
registry-level-lift-workers = Tambah tenaga kerja bila pesanan bertambah.
registry-level-lift-social = Layani pembeli lewat WhatsApp atau media sosial.
registry-level-lift-qris = Terima pembayaran QRIS.
registry-level-lift-marketplace = Jual lewat lokapasar atau layanan antar.
registry-level-lift-site = Buat situs sendiri.
registry-level-lift-books = Rapikan pembukuan, terpisah dari uang rumah tangga, sampai ada laporan laba rugi.
registry-level-lift-financing = Siapkan berkas untuk pembiayaan resmi seperti KUR atau koperasi.
registry-level-lift-label = Beri label dengan kode produksi dan tanggal kedaluwarsa, atau tulis standar layanan.
registry-level-lift-curation = Ikut kurasi produk.
registry-level-lift-test = Uji produk di laboratorium.
registry-level-lift-reach = Perluas pasar: kota, provinsi, nasional, lalu ekspor.
