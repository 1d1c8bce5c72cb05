package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/pagetest"
)

// consoleMessages is what each script has the console tell over CDP: type, then the arguments.
var consoleMessages = []struct{ script, want string }{
	{"console.log('a', 1, true)", "log a 1 true"},
	{"console.log()", ""},
	{"console.warn('w'); console.error('e'); console.info('i'); console.debug('d')", "warning w; error e; info i; debug d"},
	{"console.log('%s and %d', {toString: () => 'text'}, '42px', 'more')", "log %s and %d text 42 more"},
	{"console.log('%i %f %f', '1.5', '1.5e1x', 'no')", "log %i %f %f 1 15 NaN"},
	{"console.log('%%%s', 1n)", "log %%%s 1"},
	{"console.log('%o %O %c %s', 1, 2, 3, 4)", "log %o %O %c %s 1 2 3 4"},
	{"console.log('%s', Symbol('x'), Symbol('y'))", "log %s Symbol(x) Symbol(y)"},
	{"console.log('%s %s', '%d', '3', '4')", "log %s %s %d 3 4"},
	{"console.assert(true, 'no'); console.assert(); console.assert(0, 'a %s', 'b')", "assert console.assert; assert a %s b"},
	{"console.count(); console.count(); console.count('x'); console.countReset(); console.count(); console.countReset('y')",
		"count default: 1; count default: 2; count x: 1; count default: 1; warning Count for 'y' does not exist"},
	{"console.time(); console.time(); console.timeLog('default', 'more', 1); console.timeEnd(); console.timeEnd()",
		"warning Timer 'default' already exists; log default: T ms more 1; timeEnd default: T ms; warning Timer 'default' does not exist"},
	{"console.timeLog('z')", "warning Timer 'z' does not exist"},
	{"console.group('g', 1); console.groupCollapsed(); console.groupEnd(); console.groupEnd()",
		"startGroup g 1; startGroupCollapsed console.groupCollapsed; endGroup console.groupEnd; endGroup console.groupEnd"},
	{"console.trace(); console.trace('why')", "trace console.trace; trace why"},
	{"console.dir([1, 2, 3]); console.dirxml(Object.assign(document.createElement('b'), {id: 'x', className: 'y z'}))", "dir Array(3); dirxml b#x.y.z"},
	{"console.table([{a: 1}])", "table Array(1)"},
	{"console.clear()", "clear console.clear"},
	{"class A {}; console.log(new A, () => 1, null, undefined, -0, /x/g)", "log A () => 1 null undefined -0 /x/g"},
	{"console.log({get constructor() { throw 1; }}, new Proxy({}, {get() { throw 1; }}))", "log Object Proxy(Object)"},
}

// TestConsole has the engine tell of the console what Chrome does.
func TestConsole(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) context.Context{
		"engine": openTab,
		"chrome": func(t *testing.T) context.Context { return pagetest.Browser(t) },
	} {
		t.Run(name, func(t *testing.T) {
			got := make(chan *runtime.EventConsoleAPICalled, 1000)
			tab, cancel := chromedp.NewContext(open(t), chromedp.WithListener(func(ev any) {
				if ev, ok := ev.(*runtime.EventConsoleAPICalled); ok {
					got <- ev
				}
			}))
			defer cancel()
			require.NoError(t, chromedp.Do(tab, chromedp.Navigate("data:text/html,<!doctype html>")))
			for _, c := range consoleMessages {
				assert.Equal(t, c.want, consoleText(t, tab, got, c.script), c.script)
			}
		})
	}
}

var duration = regexp.MustCompile(`: [0-9.]+(e-[0-9]+)? ms`)

// consoleText runs a script and tells the messages that came of it. Each has the place of the script that called.
func consoleText(t *testing.T, tab context.Context, got <-chan *runtime.EventConsoleAPICalled, script string) string {
	t.Helper()
	_, err := chromedp.Call(tab, runtime.Evaluate, runtime.EvaluateParams{Expression: "function outer() {" + script + "}\nouter(); console.log('end')\n//# sourceURL=said.js"})
	require.NoError(t, err)
	var messages []string
	for {
		select {
		case ev := <-got:
			text := string(ev.Type)
			for _, a := range ev.Args {
				text += " " + describeRemote(a)
			}
			if text == "log end" {
				return strings.Join(messages, "; ")
			}
			messages = append(messages, duration.ReplaceAllString(text, ": T ms"))
			if assert.NotNil(t, ev.StackTrace, text) {
				frames := ev.StackTrace.CallFrames
				require.NotEmpty(t, frames, text)
				assert.Equal(t, "outer", frames[0].FunctionName)
				assert.Equal(t, int64(0), frames[0].LineNumber)
				if len(frames) > 1 { // for some functions V8 tells of the caller alone
					assert.Equal(t, int64(1), frames[1].LineNumber)
				}
			}
		case <-tab.Done():
			require.NoError(t, tab.Err())
		}
	}
}

func describeRemote(a *runtime.RemoteObject) string {
	switch {
	case a.Type == "string":
		return strings.Trim(string(a.Value), `"`)
	case a.UnserializableValue != "":
		return strings.TrimSuffix(string(a.UnserializableValue), "n")
	case a.Description != "":
		return a.Description
	case a.Type == "undefined":
		return "undefined"
	}
	return fmt.Sprint(string(a.Value))
}
