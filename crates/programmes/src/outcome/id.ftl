# Hasil
programmes-outcome-once = Hasil seperti ini sudah dicatat untuk orang ini.
programmes-outcome-kind-form = Pilih jenis hasil.
programmes-outcome-category-form = Pilih kategori dari daftar.
programmes-outcome-to-come = Tanggal ini belum tiba.
programmes-outcome-shares = Bagian setiap program antara 1 dan 100 persen, dan jumlahnya paling banyak 100 persen.
programmes-outcome-note-length = Catatan paling panjang 500 karakter.
programmes-outcome-grade-system = Hanya dinas yang dapat menyatakan bahwa sistemnya sendiri mencatat hal ini.
programmes-outcome-reason-length = Tulis alasan, 3 sampai 500 karakter.
