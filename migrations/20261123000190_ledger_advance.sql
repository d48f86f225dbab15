-- What buyers paid for goods that were not handed over yet is a kind of journal of its own: nobody has earned it.

alter table ledger.journal drop constraint journal_kind_known;
alter table ledger.journal add constraint journal_kind_known
    check (kind in ('payment', 'sale', 'refund', 'fee', 'cash', 'settlement', 'payout', 'correction', 'reversal'));
