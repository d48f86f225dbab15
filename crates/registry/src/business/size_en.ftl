registry-size-micro = Micro
registry-size-small = Small
registry-size-medium = Medium
registry-size-large = Large
registry-size-unknown = Not known

registry-size-rules-uu-20-2008 = Law 20/2008
registry-size-rules-pp-7-2021 = Government Regulation 7/2021, article 35

registry-size-reason-capital = by its capital of { $amount }, without land and building
registry-size-reason-capital-instead = by its capital of { $amount }, because its yearly sales are not known
registry-size-reason-sales = by its yearly sales of { $amount }
registry-size-reason-sales-instead = by its yearly sales of { $amount }, because its capital is not known
registry-size-reason-assets-instead = by its net worth of { $amount }, because its yearly sales are not known
registry-size-reason-needs-capital = fill in its capital, without land and building
registry-size-reason-needs-sales = fill in its yearly sales

registry-size-cause-nothing = no change
registry-size-cause-business = the business itself changed
registry-size-cause-rules = only the rules changed
registry-size-cause-both = both the rules and the business changed
registry-size-cause-knowledge = more is known of it; the business did not change
