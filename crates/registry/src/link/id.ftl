registry-link-same-already = Keduanya sudah tercatat sebagai satu. Tidak ada yang perlu digabung.
registry-link-one-record = Keduanya disebut pada catatan yang sama sejak awal. Buka catatan itu dan pilih baris mana yang milik orang lain.
registry-link-held-apart = Petugas sudah menyatakan bahwa ini dua orang atau dua usaha. Batalkan dahulu keputusan itu.
registry-link-part-some = Pilih sebagian baris: sekurangnya satu, dan tidak semuanya.
