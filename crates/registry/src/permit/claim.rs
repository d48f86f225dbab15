//! The kinds of permits that sources claim, as kinds whose numbers have rules.

use super::number::Kind;
use crate::source::claims::PermitClaimKind;

impl From<PermitClaimKind> for Kind {
    fn from(kind: PermitClaimKind) -> Kind {
        match kind {
            PermitClaimKind::Nib => Kind::Nib,
            PermitClaimKind::Npwp => Kind::Npwp,
            PermitClaimKind::Pirt => Kind::Pirt,
            PermitClaimKind::Bpom => Kind::Bpom,
            PermitClaimKind::Halal => Kind::Halal,
            PermitClaimKind::Trademark => Kind::Trademark,
            PermitClaimKind::Sni => Kind::Sni,
            PermitClaimKind::StandardCertificate => Kind::StandardCertificate,
            PermitClaimKind::Iumk => Kind::Iumk,
            PermitClaimKind::Siup => Kind::Siup,
            PermitClaimKind::Tdp => Kind::Tdp,
            PermitClaimKind::Sku => Kind::Sku,
            PermitClaimKind::Unknown => Kind::Unknown,
        }
    }
}

impl From<Kind> for PermitClaimKind {
    fn from(kind: Kind) -> PermitClaimKind {
        match kind {
            Kind::Nib => PermitClaimKind::Nib,
            Kind::Npwp => PermitClaimKind::Npwp,
            Kind::Pirt => PermitClaimKind::Pirt,
            Kind::Bpom => PermitClaimKind::Bpom,
            Kind::Halal => PermitClaimKind::Halal,
            Kind::Trademark => PermitClaimKind::Trademark,
            Kind::Sni => PermitClaimKind::Sni,
            Kind::StandardCertificate => PermitClaimKind::StandardCertificate,
            Kind::Iumk => PermitClaimKind::Iumk,
            Kind::Siup => PermitClaimKind::Siup,
            Kind::Tdp => PermitClaimKind::Tdp,
            Kind::Sku => PermitClaimKind::Sku,
            Kind::Unknown => PermitClaimKind::Unknown,
        }
    }
}
