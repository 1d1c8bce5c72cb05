package js

import (
	"runtime"
	"strings"
	"unsafe"

	lib "modernc.org/libquickjs"
)

// jobName is the name of the engine's function that does a job. Those functions are not exported, so that their names alone tell
// what a job is.
func (a *Agent) jobName(e *lib.TJSJobEntry) string {
	name, known := a.jobNames[e.Fjob_func]
	if known {
		return name
	}
	if f := runtime.FuncForPC(*wordAt(e.Fjob_func)); f != nil {
		name = f.Name()
		name = name[strings.LastIndexByte(name, '.')+1:]
	}
	if a.jobNames == nil {
		a.jobNames = map[uintptr]string{}
	}
	a.jobNames[e.Fjob_func] = name
	return name
}

// jobArgument is an argument of a job: they lie behind its entry.
func jobArgument(e *lib.TJSJobEntry, i uintptr) raw {
	return *(*raw)(at(uintptr(unsafe.Pointer(e)) + unsafe.Sizeof(lib.TJSJobEntry{}) + i*unsafe.Sizeof(raw{})))
}

// unlinkJob takes a job from the queue.
func unlinkJob(e *lib.TJSJobEntry) {
	prev, next := e.Flink.Fprev, e.Flink.Fnext
	(*lib.Tlist_head)(at(prev)).Fnext = next
	(*lib.Tlist_head)(at(next)).Fprev = prev
}

// queueJob puts a job at the end of the queue.
func (a *Agent) queueJob(address uintptr) {
	head := &(*lib.TJSRuntime)(at(a.rt)).Fjob_list
	headAddress := uintptr(unsafe.Pointer(head))
	e := (*lib.TJSJobEntry)(at(address))
	last := head.Fprev
	(*lib.Tlist_head)(at(last)).Fnext = address
	e.Flink.Fprev, e.Flink.Fnext = last, headAddress
	head.Fprev = address
}
