# Pencarian
registry-search = Cari
registry-search-note = Pelaku dan usaha: nama, merek, telepon, nomor izin, jenis usaha, kelurahan.
registry-search-what = Nama, merek, telepon, izin, jenis usaha, kelurahan
registry-search-all = Pelaku dan usaha
registry-search-kind = Jenis
registry-search-kind-person = Pelaku
registry-search-kind-business = Usaha
registry-search-name = Nama
registry-search-about = Keterangan
registry-search-place = Wilayah
registry-search-code = Kode
registry-search-corrected = Hasil untuk “{ $words }”. Tidak ada yang persis “{ $asked }”.
registry-search-not-all = Tidak ada yang memuat semua kata. Ini yang paling mendekati.
registry-search-nothing = Tidak ada yang cocok.
registry-search-empty = Apa yang dicari?
registry-search-empty-hint = Gabungkan apa yang diingat, misalnya: siti laundry beji, 0812…, enam angka terakhir telepon, nomor NIB atau P-IRT.
