# Izin sebuah usaha
registry-permit-add = Tambah izin
registry-permit-manage = Kelola izin
registry-permit-added = Izin dicatat. Keterangan di bawah menjelaskan bila ada yang janggal.
registry-permit-business = Usaha
registry-permit-business-code = Kode usaha
registry-permit-owners = Pelaku
registry-permit-phones = Telepon
registry-permit-place = Wilayah
registry-permit-number-hint = Tulis seperti pada dokumen; titik dan garis boleh ada.
registry-permit-number-is-nik = Ini NIK, bukan nomor izin. NIK dicatat pada data pelaku.
registry-permit-not-taken = Nomor ini tidak dapat dicatat sebagai izin. Periksa jenis dan nomornya.
registry-permit-expires-hint = Kosongkan bila dokumen tidak menyebutnya; masa berlaku dihitung menurut jenisnya.
registry-permit-expires-before = Tanggal ini sebelum tanggal terbit.
registry-permit-issued-to-come = Tanggal terbit belum tiba.
registry-permit-day-form = Tulis tanggal, misalnya 2026-11-22.
registry-permit-kind-missing = Pilih jenis izin.
registry-permit-no-end = Tanpa batas waktu
registry-permit-end-unknown = Belum diketahui
registry-permit-verified-on = Diperiksa { $day }
registry-permit-verify = Nyatakan benar
registry-permit-verified-now = Izin dinyatakan benar.
registry-permit-verified-by-officer = Izin ini sudah diperiksa petugas. Minta petugas untuk mencabutnya.
registry-permit-npwp-stays = NPWP dicabut dengan memperbaiki data usaha.
registry-permit-document = Dokumen
registry-permit-document-save = Simpan dokumen
registry-permit-document-hint = PDF, JPEG, PNG, atau WebP; paling besar 10 MB.
registry-permit-attach = Kirim dokumen
registry-permit-attached = Dokumen disimpan.
registry-permit-file-kind = Berkas ini bukan PDF, JPEG, PNG, atau WebP. Simpan dokumen sebagai salah satunya, lalu kirim lagi.
registry-permit-file-missing = Pilih berkas.
registry-permit-withdraw = Cabut catatan izin
registry-permit-withdrawn-now = Catatan izin dicabut.
registry-permit-is-withdrawn = Catatan izin ini sudah dicabut.
registry-permit-reason = Alasan
registry-permit-reason-hint = Misalnya: nomor milik usaha lain.
registry-permit-reason-length = Tulis alasan, 3 sampai 500 karakter.
registry-permits-expiring = Izin akan habis
registry-permits-expiring-note = Izin usaha yang segera habis, dan siapa yang sudah diingatkan.
registry-permits-within = { $days } hari ke depan
registry-permits-when = Habis dalam
registry-permits-all-kinds = Semua izin
registry-permits-none-expiring = Tidak ada izin yang segera habis
registry-permits-none-expiring-hint = Izin muncul di sini bila masa berlakunya habis dalam waktu yang dipilih, atau dalam seratus hari terakhir.
registry-permit-mailed = Diingatkan
registry-permit-mail-subject = { $kind } untuk { $business } berlaku sampai { $day }
registry-permit-mail-body =
    Halo,

    { $kind } untuk { $business } berlaku sampai { $day }.

    Urus perpanjangannya sebelum tanggal itu. Bila sudah diperpanjang, catat nomor dan tanggal barunya di sini:
    { $address }

    Butuh bantuan? Datang ke kantor kelurahan atau klinik usaha terdekat.

    { $city }
