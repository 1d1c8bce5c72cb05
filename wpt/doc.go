// Package wpt knows web-platform-tests: which files are tests, under which URLs,
// what their META lines and markup say about them, and which statuses a run of
// them can have. It opens no sockets; package wpt/server serves what it names.
//
// The conventions are those of upstream's manifest, so that a test has the same
// name here, in upstream's reports and on wpt.fyi.
// https://web-platform-tests.org/writing-tests/file-names.html
package wpt
