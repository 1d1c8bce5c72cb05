package wpt

// Statuses of a whole test, as wptreport.json spells them.
const (
	OK                 = "OK"
	Error              = "ERROR"
	Timeout            = "TIMEOUT"
	Crash              = "CRASH"
	PreconditionFailed = "PRECONDITION_FAILED"
	Skip               = "SKIP"
)

// Statuses of a subtest; TIMEOUT and PRECONDITION_FAILED are shared with tests.
const (
	Pass   = "PASS"
	Fail   = "FAIL"
	NotRun = "NOTRUN"
)

// A Result is what one run of a test gave.
type Result struct {
	Status   string // OK, Error, Timeout, Crash, PreconditionFailed or Skip
	Message  string // "" for none
	Subtests []Subtest
}

// A Subtest is one test() of a test file.
type Subtest struct {
	Name    string
	Status  string // Pass, Fail, Timeout, NotRun or PreconditionFailed
	Message string
	Stack   string
}

// testStatuses and subtestStatuses are indexed by the numbers that
// testharness.js uses in its completion callbacks.
var (
	testStatuses    = [...]string{OK, Error, Timeout, PreconditionFailed}
	subtestStatuses = [...]string{Pass, Fail, Timeout, NotRun, PreconditionFailed}
)

// TestStatus names testharness.js's number for a harness status. An unknown
// number is an error of the harness.
func TestStatus(number int) string {
	if number < 0 || number >= len(testStatuses) {
		return Error
	}
	return testStatuses[number]
}

// SubtestStatus names testharness.js's number for a subtest status. An unknown
// number counts as a failure.
func SubtestStatus(number int) string {
	if number < 0 || number >= len(subtestStatuses) {
		return Fail
	}
	return subtestStatuses[number]
}
