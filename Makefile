# make run       the built-in suite in the engine and in Chrome, compared; writes report.html
# make test      all tests; without Chrome those that need it are left out, and it says so
# make baseline  record Chrome's results anew, for machines without Chrome
# make check     what CI checks besides the tests

GO ?= go

.PHONY: run test build baseline check check-ci race chromium

build:
	$(GO) build -o bin/exeunt ./cmd/exeunt

# Chromium is installed where that is possible (Debian, root). Elsewhere the recorded baseline
# stands in, and the first line of the output says so.
chromium:
	@if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
		echo "installing Chromium …" >&2; apt-get update -qq >/dev/null && apt-get install -y -qq chromium >/dev/null || \
		echo "Chromium could not be installed: the recorded baseline stands in" >&2; \
	else \
		echo "no Chrome found: the recorded baseline stands in. To compare with a live one, install Chromium" >&2; \
		echo "(Debian: sudo apt-get install chromium) or give its path: bin/exeunt run --chrome PATH" >&2; \
	fi

run: build chromium
	./bin/exeunt run --retry-unexpected 2 --report html=report.html

test: build
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
		echo "no Chrome found: the tests that need it are left out; go test -v names them" >&2
	$(GO) test ./...

baseline: build chromium
	./bin/exeunt run --browser chrome --fail-on never --record wpt/baselines/builtin.json

# check-ci checks the worked examples: GitHub Actions' with its linter, Kubernetes' against the types of its API.
check-ci:
	$(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.7 docs/ci/actions.yml
	cd .ci/jobcheck && $(GO) run . ../../docs/ci/job.yaml

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# What runs under the race detector: all but the JavaScript engine, whose C heap it cannot see.
race:
	$(GO) test -race ./internal/eventloop ./internal/spec ./internal/policy ./internal/weburl ./internal/dom/... \
		./deferred ./fetch ./wpt/... ./harness/compare ./harness/report ./engine/cdp/wire
