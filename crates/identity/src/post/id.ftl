# Surat elektronik
identity-mail-confirm-account-subject = Aktifkan akun Anda di { $city }
identity-mail-confirm-account-body =
    Halo { $name },

    ada yang mendaftar di platform UMKM { $city } dengan alamat ini. Bila itu Anda, buka tautan berikut dalam 24 jam dan masukkan kata sandi yang tadi Anda pilih:

    { $link }

    Bila bukan Anda, abaikan surat ini. Tanpa tautan itu akun tidak dapat dipakai.
identity-mail-confirm-email-subject = Konfirmasi alamat surel baru Anda
identity-mail-confirm-email-body =
    Halo { $name },

    Anda meminta agar akun Anda di { $city } memakai alamat surel ini. Buka tautan berikut dalam 24 jam:

    { $link }

    Bila Anda tidak memintanya, abaikan surat ini.
identity-mail-already-registered-subject = Anda sudah punya akun di { $city }
identity-mail-already-registered-body =
    Halo { $name },

    ada yang mencoba mendaftar di { $city } dengan alamat ini, padahal Anda sudah punya akun. Tidak ada yang berubah.

    Bila itu Anda, masuk di sini: { $link }
    Lupa kata sandi: { $reset }
identity-mail-reset-subject = Atur ulang kata sandi Anda
identity-mail-reset-body =
    Halo { $name },

    buka tautan berikut dalam 30 menit untuk memilih kata sandi baru bagi akun Anda di { $city }:

    { $link }

    Tautan hanya berlaku sekali. Bila Anda tidak memintanya, abaikan surat ini; kata sandi Anda tetap.
identity-mail-password-changed-subject = Kata sandi Anda diganti
identity-mail-password-changed-body =
    Halo { $name },

    kata sandi akun Anda di { $city } baru saja diganti, dan semua perangkat lain dikeluarkan.

    Bila bukan Anda yang menggantinya, segera atur ulang kata sandi dan hubungi admin kota.
identity-mail-email-changed-subject = Alamat surel akun Anda diganti
identity-mail-email-changed-body =
    Halo { $name },

    akun Anda di { $city } kini memakai alamat { $new }.

    Bila bukan Anda yang menggantinya, segera hubungi admin kota.
identity-mail-phone-changed-subject = Nomor telepon akun Anda diganti
identity-mail-phone-changed-body =
    Halo { $name },

    nomor telepon akun Anda di { $city } kini { $new }.

    Bila bukan Anda yang menggantinya, segera atur ulang kata sandi dan hubungi admin kota.
identity-mail-factor-added-subject = Cara masuk kedua ditambahkan
identity-mail-factor-added-body =
    Halo { $name },

    akun Anda di { $city } kini juga dijaga oleh: { $factor }.

    Bila bukan Anda yang menambahkannya, segera atur ulang kata sandi dan hubungi admin kota.
identity-mail-factor-removed-subject = Cara masuk kedua dihapus
identity-mail-factor-removed-body =
    Halo { $name },

    dari akun Anda di { $city } dihapus: { $factor }.

    Bila bukan Anda yang menghapusnya, segera atur ulang kata sandi dan hubungi admin kota.
identity-mail-recovery-used-subject = Kode pemulihan dipakai
identity-mail-recovery-used-body =
    Halo { $name },

    seseorang masuk ke akun Anda di { $city } dengan kode pemulihan. Sisa kode: { $left }.

    Bila bukan Anda, segera ganti kata sandi dan buat kode pemulihan baru.
identity-mail-invitation-subject = Undangan bergabung di { $city }
identity-mail-invitation-body =
    Halo,

    { $inviter } mengundang Anda bekerja di platform UMKM { $city } sebagai { $role }.

    Buka tautan berikut dalam 7 hari untuk menerimanya:

    { $link }

    Tautan hanya berlaku sekali dan hanya untuk Anda; jangan diteruskan.
identity-mail-closed-subject = Akun Anda ditutup
identity-mail-closed-body =
    Halo { $name },

    akun Anda di { $city } ditutup dan tidak dapat dipakai masuk lagi.

    Bila Anda tidak memintanya, hubungi admin kota.
identity-mail-factor-totp = aplikasi kode (TOTP)
identity-mail-factor-passkey = kunci sandi (passkey)
identity-role-city-admin = admin kota
identity-role-agency-officer = petugas dinas
identity-role-kecamatan-officer = petugas kecamatan
identity-role-kelurahan-officer = petugas kelurahan
identity-role-mentor = pendamping
identity-role-analyst = analis
identity-role-entrepreneur = pelaku UMKM
identity-role-partner = mitra
identity-role-citizen = warga
identity-mail-factor-all = semua cara masuk kedua
