# Laporan bulanan
programmes-reports = Laporan bulanan
programmes-reports-note = Janji dan capaian sampai suatu hari, diperiksa sebelum ditandatangani
programmes-reports-signed = Sudah ditandatangani
programmes-reports-none = Belum ada laporan
programmes-reports-none-hint = Pilih bulan di atas, baca pemeriksaannya, lalu tandatangani.
programmes-report-prepare = Siapkan
programmes-report-month = Bulan
programmes-report-month-hint = Bulan yang belum selesai dihitung sampai hari ini.
programmes-report-number = Tanda tangan ke-
programmes-report-signed-at = Ditandatangani
programmes-report-title = Laporan sampai { $day }
programmes-report-page = Halaman
programmes-report-cover = Keterangan
programmes-report-mark = { $city } · laporan bulanan program
programmes-report-draft = KONSEP, belum ditandatangani
programmes-report-counted = Dihitung
programmes-report-signed-by = Ditandatangani { $name }, { $at } (tanda tangan ke-{ $number } untuk bulan ini)
programmes-report-nobody = akun yang sudah dihapus
programmes-report-as-published = Target “{ $name }” dicatat sebagaimana diumumkan, walaupun bagiannya tidak sama dengan jumlahnya.
programmes-report-all-hold = Semua pemeriksaan cocok.
programmes-report-some-fail = { $count } pemeriksaan tidak cocok. Baca dan jelaskan sebelum menandatangani.
programmes-report-pdf = Unduh PDF
programmes-report-xlsx = Unduh XLSX
programmes-report-checks = Pemeriksaan
programmes-report-result = Hasil
programmes-report-holds = Cocok
programmes-report-fails = Tidak cocok
programmes-report-rule = Yang diperiksa
programmes-report-of = Tentang
programmes-report-rule-promised = Bagian target = jumlah target
programmes-report-rule-told = Angka yang diumumkan = bagiannya
programmes-report-rule-years = Tahun-tahun = masa janji
programmes-report-rule-areas = Kecamatan-kecamatan = kota
programmes-report-rule-within = Orang dalam kategori ≤ semua orang
programmes-report-rule-women = Kategori perempuan hanya perempuan
programmes-report-rule-enrolled = Yang berhasil pernah mendapat tempat
programmes-report-said-sum = { $whole } seharusnya sama dengan { $parts }
programmes-report-said-within = { $parts } dalam kategori, padahal semuanya { $whole }
programmes-report-said-women = { $parts } orang tercatat laki-laki
programmes-report-said-enrolled = { $parts } dari { $whole } orang tidak pernah mendapat tempat di program ini
programmes-report-so-far = Sampai hari laporan
programmes-report-by-area = Per kecamatan: { $name }
programmes-report-programmes = Program
programmes-report-programme = Program
programmes-report-applied = Mendaftar
programmes-report-enrolled = Mendapat tempat
programmes-report-credited = Berhasil
programmes-report-signing = Tanda tangan
programmes-report-sign = Tandatangani
programmes-report-because = Penjelasan
programmes-report-because-hint = Mengapa yang tidak cocok tetap dilaporkan begitu. Ikut tercetak.
programmes-report-because-missing = Tulis penjelasan 10 sampai 2.000 huruf untuk yang tidak cocok.
programmes-report-changed = Angka berubah sejak halaman ini dibuka. Periksa lagi angka di bawah, lalu tandatangani.
programmes-report-future = Bulan ini belum dimulai.
programmes-report-is-signed = Laporan ditandatangani.
