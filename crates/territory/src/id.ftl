# Wilayah
territory-find-label = Cari kelurahan atau alamat
territory-find-button = Cari
territory-find-hint = Tulis seadanya, misalnya “kel depok jaya pancoranmas rt 3/12”.
territory-map-title = Peta { $name }
territory-map-rt = Warna: jumlah RT.
territory-map-rt-invented = Warna: jumlah RT (sebaran rekaan).
territory-map-kelurahan = Warna: jumlah kelurahan.
territory-map-square-km = Warna: luas dalam km².
territory-map-source = Batas indikatif, bukan batas hukum.
