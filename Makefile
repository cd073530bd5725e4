# Most targets are a line of go that can be typed by hand.
.DEFAULT_GOAL := help
TOOL := go tool -modfile=tools/go.mod

.PHONY: help demo test race crash fuzz golden lint generate verify test-odoo bench

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## start everything with a simulated Odoo and pretend suppliers
	go run ./cmd/wharf demo

test: ## all tests; says in its last lines what could not be tested here
	@left=$$(mktemp); WHARF_TEST_SKIPS=$$left go test $(TESTFLAGS) ./...; code=$$?; \
	if [ -s $$left ]; then echo; echo "Not tested here:"; sort -u $$left; fi; rm -f $$left; exit $$code

race: ## the tests with the race detector
	go test -race -short ./...

FUZZTIME ?= 60s
FUZZED := edi:Tokenizer $(foreach p,x12 edifact,edi/$p:Read edi/$p:Write edi/$p:ReadAcknowledgment) edi/schema:Validate edi/jsonform:RoundTrip edi/jsonform:Read
fuzz: ## FUZZTIME (a minute) of fuzzing for each reader, the writers, the validator
	@for f in $(FUZZED); do \
	go test -list="^Fuzz$${f#*:}\$$" ./$${f%:*} | grep -q ^Fuzz || { echo "there is no Fuzz$${f#*:} in $${f%:*}"; exit 1; }; \
	go test -run='^$$' -fuzz="^Fuzz$${f#*:}\$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=5s ./$${f%:*} || exit 1; done

golden: ## rewrite the expected parts of golden files; review the diff like code
	go test ./translate ./translate/x12map ./translate/edifactmap ./edi -update

lint: ## golangci-lint, from the nested tools module
	$(TOOL) golangci-lint run ./...

generate: ## templ components
	$(TOOL) templ generate -path ./portal

verify: ## fail if anything generated is stale, a file is not formatted, or a definition differs from others' without a reason
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(TOOL) templ generate -path ./portal
	@git diff --exit-code -- portal || { echo "generated files are stale: make generate, and commit"; exit 1; }
	go mod verify
	cd tools/definitions && go vet . && go test . && go run . $(DEFINITIONS)

test-odoo: ## the contract suite and the whole way on a real Odoo (ODOO_URL, ODOO_DB, ODOO_USER, ODOO_PASSWORD)
	@test -n "$$ODOO_URL" || { echo "set ODOO_URL, ODOO_DB, ODOO_USER and ODOO_PASSWORD"; exit 1; }
	go test $(TESTFLAGS) -count=1 -p 1 -tags odoo -run 'RealOdoo' ./odoo/... ./cmd/wharf/...

bench: ## benchmarks, and our reading beside that of others; doc/performance.md has the last figures
	go test -run='^$$' -bench=. -benchmem ./edi/... ./store/... ./cmd/wharf/...
	go run -C tools/peers .

crash: ## kill the gateway at every fault point (on PostgreSQL every 7th) and at random moments under load
	WHARF_TEST_CRASH_POINTS=all go test -count=1 -timeout 30m -run 'TestCrash' -v ./cmd/wharf
