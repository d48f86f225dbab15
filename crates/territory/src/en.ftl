# Territory
territory-find-label = Find a kelurahan or an address
territory-find-button = Find
territory-find-hint = Write what you know, such as “kel depok jaya pancoranmas rt 3/12”.
territory-map-title = Map of { $name }
territory-map-rt = Colour: number of RT.
territory-map-rt-invented = Colour: number of RT (invented spread).
territory-map-kelurahan = Colour: number of kelurahan.
territory-map-square-km = Colour: size in km².
territory-map-source = Borders are indicative, not legal.
