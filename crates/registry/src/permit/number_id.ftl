registry-permit-kind-nib = NIB
registry-permit-kind-npwp = NPWP
registry-permit-kind-pirt = P-IRT
registry-permit-kind-bpom = BPOM MD/ML
registry-permit-kind-halal = Sertifikat halal
registry-permit-kind-trademark = Merek
registry-permit-kind-sni = SNI
registry-permit-kind-standard-certificate = Sertifikat standar
registry-permit-kind-iumk = IUMK
registry-permit-kind-siup = SIUP
registry-permit-kind-tdp = TDP
registry-permit-kind-sku = Surat keterangan usaha
registry-permit-kind-unknown = Izin lain

registry-permit-number-empty = Tulis nomor izinnya, atau kosongkan seluruh izin ini.
registry-permit-number-long = Nomor paling panjang { $most } huruf; ini { $found }. Tulis satu nomor saja.

registry-permit-warning-zero-lost = Kurang satu angka. Mungkin angka 0 di depan hilang saat disimpan di lembar kerja; cocokkan dengan dokumennya.
registry-permit-warning-rounded = Angka ini dibulatkan oleh lembar kerja (ada E+), jadi sebagian angkanya hilang. Salin ulang dari dokumennya.
registry-permit-warning-length = Ada { $found } angka, biasanya { $usual }. Cocokkan dengan dokumennya.
registry-permit-warning-placeholder = Ini tampak seperti nomor isian, bukan nomor izin. Cocokkan dengan dokumennya.
registry-permit-warning-old-form = Bentuk nomor lama. Lihat apakah izinnya sudah diperbarui.
registry-permit-warning-year-missing = Dua angka tahun di belakang tanda hubung belum ada. Lihat label atau sertifikatnya.
registry-permit-warning-packaging = Angka pertama (jenis kemasan) biasanya 1 sampai 8. Cocokkan dengan sertifikatnya.
registry-permit-warning-region = Angka provinsi dan kota di dalamnya tidak lazim. Cocokkan dengan sertifikatnya.
registry-permit-warning-prefix-added = Huruf di depan nomor ditambahkan. Cocokkan dengan dokumennya.
registry-permit-warning-letters-read = Huruf O, I, atau L dibaca sebagai angka 0 atau 1. Cocokkan dengan dokumennya.
registry-permit-warning-neither-nik-nor-old = Enam belas angka ini bukan NIK dan bukan NPWP lama dengan angka 0 di depan. Cocokkan dengan kartunya.
registry-permit-warning-branch = Ini nomor tempat kegiatan usaha (NITKU), bukan NPWP-nya sendiri.
registry-permit-warning-free-form = Bentuk nomor ini tidak dikenal. Cocokkan dengan dokumennya.
registry-permit-warning-looks-like = Nomor ini lebih mirip { $kind ->
    [nib] NIB
    [npwp] NPWP
    [pirt] P-IRT
    [bpom] BPOM MD atau ML
    [halal] nomor sertifikat halal
    [trademark] nomor merek
    [sni] SNI
    [standard_certificate] sertifikat standar
    [iumk] IUMK
    [siup] SIUP
    [tdp] TDP
    [sku] surat keterangan usaha
   *[unknown] izin lain
}. Periksa jenis izinnya.
registry-permit-warning-looks-like-nik = Nomor ini mirip NIK. Pindahkan ke kolom NIK bila benar, supaya terlindungi.

registry-permit-validity-while-running = berlaku selama usaha berjalan
registry-permit-validity-unchanged = tetap berlaku selama bahan dan cara membuatnya tidak berubah
registry-permit-validity-stated = menurut tanggal pada dokumen
registry-permit-validity-years = { $years } tahun sejak terbit
registry-permit-validity-number = menurut tahun di dalam nomornya
registry-permit-validity-pending = belum terdaftar, jadi belum ada masa berlaku
registry-permit-validity-unknown = masa berlakunya belum diketahui; isi tanggal pada dokumen
registry-permit-doubt-year = Tahun berakhir di dalam nomor tidak sama dengan tanggalnya. Cocokkan dengan sertifikatnya.
registry-permit-doubt-order = Tanggal berakhir lebih awal daripada tanggal terbit. Periksa keduanya.
registry-permit-doubt-future = Tanggal terbit masih di masa depan. Periksa tanggalnya.
registry-permit-doubt-replaced = Izin ini sudah digantikan NIB. Bantu pemiliknya mengurus NIB.
