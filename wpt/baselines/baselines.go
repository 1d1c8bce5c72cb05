// Package baselines holds what real Chrome made of the suites, recorded with
// "exeunt run --record", for machines that have no Chrome. The names of the
// files begin with the suite's: "builtin" or "upstream".
package baselines

import (
	"embed"
	"io/fs"
)

//go:embed *
var files embed.FS

// FS holds the recorded files.
func FS() fs.FS { return files }
