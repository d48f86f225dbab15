# Foto
registry-photos = Foto
registry-photos-none = Belum ada foto.
registry-photo-business = Usaha
registry-photo-group = Kelompok
registry-photo-part = Produk
registry-photo-add = Tambah foto
registry-photo-added = Foto diterima; ukurannya sedang dibuat. Lokasi dan data kamera dihapus.
registry-photo-file = Foto
registry-photo-file-hint = JPEG, PNG, atau WebP dari kamera apa pun; paling besar 10 MB.
registry-photo-alt = Apa yang terlihat?
registry-photo-alt-hint = Untuk yang tidak melihat gambarnya. Misalnya: keripik singkong dalam toples di atas meja.
registry-photo-alt-length = Tulis apa yang terlihat, 3 sampai 200 karakter.
registry-photo-describe = Ubah keterangan
registry-photo-described = Keterangan diubah.
registry-photo-first = Taruh paling depan
registry-photo-remove = Hapus foto
registry-photo-removed = Foto dihapus.
registry-photo-waiting = Ukuran foto sedang dibuat. Muat ulang sebentar lagi.
registry-photo-unreadable = Foto ini tidak dapat dibaca. Hapus, lalu kirim lagi.
registry-photo-missing = Pilih foto.
registry-photo-many = Sudah ada { $most } foto. Hapus satu dahulu.
registry-photo-heic = Foto HEIC belum dapat dibaca di sini. Di iPhone: Pengaturan › Kamera › Format › Paling Kompatibel, lalu ambil lagi; atau kirim foto itu ke diri sendiri lewat WhatsApp dan simpan sebagai JPEG.
registry-photo-kind = Berkas ini bukan foto JPEG, PNG, atau WebP.
registry-photo-broken = Foto ini rusak. Coba kirim lagi dari galeri.
registry-photo-cut = Foto ini terpotong, mungkin karena sambungan terputus. Kirim lagi.
registry-photo-large =
    { $found ->
        [0] Foto ini terlalu besar. Paling banyak { $most } megapiksel; pilih ukuran 12 MP di kamera, atau kecilkan dahulu.
       *[other] Foto ini { $found } megapiksel; paling banyak { $most }. Pilih ukuran 12 MP di kamera, atau kecilkan dahulu.
    }
