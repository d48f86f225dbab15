use super::*;

#[test]
fn the_same_seed_gives_the_same_cloth_for_ever() {
    assert_eq!(Batik::for_maker("BDY-7K3F-9"), Batik::for_maker("BDY-7K3F-9"));
}
