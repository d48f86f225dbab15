# make run    install what is missing, build, open the five-city demo at http://localhost:8080
# make test   install what is missing, check and test everything
.PHONY: help run test queries
help:
	@sed -n 's/^# //p' Makefile
run:
	@scripts/run
test:
	@scripts/test
# make queries   write .sqlx anew, after a change of a query or of the schema
queries:
	@scripts/queries
