registry-size-micro = Mikro
registry-size-small = Kecil
registry-size-medium = Menengah
registry-size-large = Besar
registry-size-unknown = Belum diketahui

registry-size-rules-uu-20-2008 = UU 20/2008
registry-size-rules-pp-7-2021 = PP 7/2021, pasal 35

registry-size-reason-capital = menurut modal usaha { $amount }, tanpa tanah dan bangunan
registry-size-reason-capital-instead = menurut modal usaha { $amount }, karena penjualan setahun belum diketahui
registry-size-reason-sales = menurut penjualan setahun { $amount }
registry-size-reason-sales-instead = menurut penjualan setahun { $amount }, karena modal usaha belum diketahui
registry-size-reason-assets-instead = menurut kekayaan bersih { $amount }, karena penjualan setahun belum diketahui
registry-size-reason-needs-capital = isi modal usaha, tanpa tanah dan bangunan
registry-size-reason-needs-sales = isi penjualan setahun

registry-size-cause-nothing = tidak berubah
registry-size-cause-business = usahanya sendiri berubah
registry-size-cause-rules = hanya aturannya yang berubah
registry-size-cause-both = aturan dan usahanya berubah
registry-size-cause-knowledge = data yang diketahui berubah, bukan usahanya
