package terminal

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/stepper"
)

var update = flag.Bool("update", false, "rewrite testdata")

// page opens a trace file of a page that has a frame, defers a fetch and navigates the frame.
func page(t *testing.T) *stepper.Session {
	t.Helper()
	text, err := os.ReadFile("testdata/page.jsonl")
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, stepper.WriteTrace(&file, &stepper.Run{Test: "/t/page.https.window.html", Divergence: 275, Why: "first divergence, wire: engine GET /late; chrome nothing"}, text))
	return open(t, file.Bytes())
}

func open(t *testing.T, data []byte) *stepper.Session {
	t.Helper()
	run, r, err := stepper.ReadTrace(data)
	require.NoError(t, err)
	return &stepper.Session{Stepper: stepper.New(r), Run: run, Divergence: run.Divergence, Why: run.Why}
}

// console is a ui on a screen in memory.
type console struct {
	*ui
	t   *testing.T
	sim tcell.SimulationScreen
}

func newConsole(t *testing.T, s *stepper.Session, w, h int) *console {
	t.Helper()
	sim := tcell.NewSimulationScreen("")
	require.NoError(t, sim.Init())
	t.Cleanup(sim.Fini)
	sim.SetSize(w, h)
	c := &console{newUI(t.Context(), s, sim, true), t, sim}
	c.draw()
	return c
}

var keyNames = map[string]tcell.Key{"Enter": tcell.KeyEnter, "Esc": tcell.KeyEsc, "Tab": tcell.KeyTab, "Backtab": tcell.KeyBacktab, "Up": tcell.KeyUp, "Down": tcell.KeyDown,
	"Left": tcell.KeyLeft, "Right": tcell.KeyRight, "Home": tcell.KeyHome, "End": tcell.KeyEnd, "PgUp": tcell.KeyPgUp, "PgDn": tcell.KeyPgDn, "Backspace": tcell.KeyBackspace2,
	"Delete": tcell.KeyDelete, "Ctrl-U": tcell.KeyCtrlU, "Ctrl-K": tcell.KeyCtrlK, "Ctrl-C": tcell.KeyCtrlC, "Ctrl-L": tcell.KeyCtrlL, "F1": tcell.KeyF1, "F5": tcell.KeyF5,
	"F10": tcell.KeyF10, "F11": tcell.KeyF11}

// typing makes events of keys: characters, and names between "<" and ">".
func typing(t *testing.T, keys string) []tcell.Event {
	t.Helper()
	var list []tcell.Event
	for keys != "" {
		if name, rest, ok := strings.Cut(strings.TrimPrefix(keys, "<"), ">"); ok && keys[0] == '<' {
			key, known := keyNames[name]
			require.True(t, known, name)
			list, keys = append(list, tcell.NewEventKey(key, 0, tcell.ModNone)), rest
			continue
		}
		r := []rune(keys)[0]
		list, keys = append(list, tcell.NewEventKey(tcell.KeyRune, r, tcell.ModNone)), keys[len(string(r)):]
	}
	return list
}

// press presses keys, each when what the one before it began has ended.
func (c *console) press(keys string) {
	c.t.Helper()
	for _, e := range typing(c.t, keys) {
		c.handle(e)
		for c.job != nil {
			c.finish(<-c.job.done)
		}
		if !c.ended {
			c.draw()
		}
	}
}

// text is what the screen shows.
func (c *console) text() string {
	cells, w, h := c.sim.GetContents()
	var b strings.Builder
	for y := range h {
		var row strings.Builder
		for x := 0; x < w; x++ {
			r := cells[y*w+x].Runes
			row.WriteString(string(r))
			if len(r) > 0 && width(string(r)) == 2 {
				x++
			}
		}
		b.WriteString(strings.TrimRight(row.String(), " ") + "\n")
	}
	return b.String()
}

func TestScreens(t *testing.T) {
	tests := []struct{ name, keys string }{
		{"begin", ""},
		{"breakpoint", "tqueue a deferred fetch<Enter>c"},
		{"stack", "tqueue a deferred fetch<Enter>c2<Down><Down>"},
		{"step", "tqueue a deferred fetch<Enter>cnnnbw state<Enter>nn8"},
		{"divergence", "d5"},
		{"help", "?"},
		{"popup", ":log<Enter>"},
		{"prompt", ":break if document.url == 'https://a.example/' && state == 'pending' && quota<Left><Left>"},
		{"error", "tqueue a deferred fetsh<Enter>"},
		{"zoom", "tqueue a deferred fetch<Enter>c3z"},
	}
	for _, tt := range tests {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			name := fmt.Sprintf("%s-%dx%d", tt.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				c := newConsole(t, page(t), size[0], size[1])
				c.press(tt.keys)
				golden(t, name, c.text())
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

// Every size is drawn, with everything that can be open, and what is too small says so.
func TestResize(t *testing.T) {
	c := newConsole(t, page(t), 80, 24)
	for _, keys := range []string{"tqueue a deferred fetch<Enter>c", "z", "z9", ":break x", "<Esc>?", "<PgDn>", "<Esc>5<End>"} {
		c.press(keys)
		for _, size := range [][2]int{{1, 1}, {2, 30}, {300, 1}, {24, 6}, {23, 6}, {24, 5}, {59, 24}, {60, 15}, {61, 14}, {200, 90}, {80, 24}} {
			c.sim.SetSize(size[0], size[1])
			c.handle(tcell.NewEventResize(size[0], size[1]))
			c.draw()
			small := size[0] < minWidth || size[1] < minHeight
			assert.Equal(t, small && size[0] > 2, strings.Contains(c.text(), "too sm"), size)
			if !small {
				assert.Contains(t, c.text(), " #254/500", size)
			}
		}
	}
	assert.Equal(t, 254, c.session.At(), "resizing moves nothing")
}

func TestKeys(t *testing.T) {
	const there = "g254<Enter>" // queue a deferred fetch, step 1
	tests := []struct {
		keys, message string
		at            int
	}{
		{"s", "", 256}, {"<F11>", "", 256}, {"n", "", 263}, {"<F10>", "", 263}, {"o", "", 278}, {"S", "", 252}, {"N", "", 252}, {"O", "", 252}, {"sS", "", 254},
		{"c", "the end of the recording: no breakpoint was reached", 499}, {"<F5>", "the end of the recording: no breakpoint was reached", 499},
		{"C", "the beginning of the recording: no breakpoint was reached", 1},
		{"d", "first divergence, wire: engine GET /late; chrome nothing", 275},
		{"b", "breakpoint 1: Fetch: queue a deferred fetch#1", 254}, {"bb", "deleted breakpoint 1", 254},
		{"<Down><Down>b", "breakpoint 1: Fetch: queue a deferred fetch#3", 254}, {"jjkb", "breakpoint 1: Fetch: queue a deferred fetch#2", 254},
		{"<End>b", "breakpoint 1: Fetch: queue a deferred fetch#7", 254}, {"<PgDn><Home>b", "breakpoint 1: Fetch: queue a deferred fetch#1", 254},
		{"<End><PgUp><Home>b", "breakpoint 1: Fetch: queue a deferred fetch#1", 254},
		{"B", "breakpoint 1: Fetch: queue a deferred fetch", 254}, {"BB", "deleted breakpoint 1", 254},
		{"tnavigate#24.9<Enter>C", "", 24},
		{"tnavigat<Enter>", `error: unknown algorithm "navigat"; nearest: "navigate", "navigate to a fragment"`, 254},
		{"b9x", "deleted breakpoint 1", 254}, {"b9b", "deleted breakpoint 1", 254}, {"bx1<Enter>", "deleted breakpoint 1", 254}, {"x7<Enter>", `error: there is no breakpoint "7"`, 254},
		{"g9999<Enter>", `error: there is no event "9999"; the last one is 499`, 254},
		{"/available<Enter>", `error: "available" is in no later step`, 254}, {"\\available<Enter>", "", 240},
		{"/populate request<Enter>", "", 256}, {"/populate request<Enter>]", "", 257}, {"/populate request<Enter>][", "", 256}, {"]populate request<Enter>", "", 256},
		{"wstep<Enter>", `watch 1: step = "1"`, 254}, {"wstep<Enter>8x", "deleted watch 1", 254},
		{"pdocument.readiness<Enter>", `"interactive"`, 254},
		{"e1<Enter>", "error: there is no run behind a trace file", 254},
		{":over<Enter>", "", 263}, {":dance<Enter>", `error: unknown command "dance"`, 254}, {":<Enter>", "", 254}, {":where<Enter>", "#254 Fetch: queue a deferred fetch step 1", 254},
		{"2<Down><Enter>", "", 252}, {"5<Up><Enter>", "", 56}, {"2<Down><Down>b", "breakpoint 1: line https://web-platform.test:8443/t/page.https.window.js:7", 254},
		{"2<Down><Down>bb", "deleted breakpoint 1", 254}, {"2<Down><Down>B", "error: no algorithm is shown", 254},
		{"y", `error: the key 'y' does nothing here`, 254}, {"<Ctrl-L>", "", 254},
	}
	used := ""
	for _, tt := range tests {
		t.Run(tt.keys, func(t *testing.T) {
			c := newConsole(t, page(t), 80, 24)
			c.press(there + tt.keys)
			assert.Equal(t, tt.at, c.session.At())
			if tt.message == "" {
				assert.Empty(t, c.message)
			} else {
				assert.Contains(t, c.message, tt.message)
			}
			assert.Equal(t, strings.HasPrefix(tt.message, "error: "), c.bad)
		})
		used += tt.keys
	}
	for _, b := range bindings() {
		if !strings.ContainsRune("z?q", b.key) { // other tests'
			assert.Contains(t, used, string(b.key), b.about)
		}
	}
}

func TestPanesAreSwitched(t *testing.T) {
	c := newConsole(t, page(t), 80, 24)
	titles := func() (list []string) {
		for _, p := range c.places(80, 21) {
			list = append(list, paneTitles[p.pane])
		}
		return list
	}
	assert.Equal(t, []string{"Algorithm", "Log", "Stack", "Frames, workers", "Deferred fetches, quotas"}, titles())
	c.press("6")
	assert.Equal(t, []string{"Algorithm", "Log", "Stack", "Frames, workers", "Session history"}, titles(), "in the last place")
	c.press("<Tab>")
	assert.Equal(t, algorithmPane, c.focus)
	c.press("<Backtab><Backtab>")
	assert.Equal(t, framesPane, c.focus)
	c.press("z")
	assert.Equal(t, []string{"Frames, workers"}, titles())
	c.press("<Tab>")
	assert.Equal(t, deferredPane, c.focus, "all panes, when one is seen")
	c.press("z")
	assert.Equal(t, []string{"Algorithm", "Log", "Stack", "Frames, workers", "Deferred fetches, quotas"}, titles())
	c.press("?")
	require.NotNil(t, c.popup)
	c.press("<End><Home><Down>jk<PgDn><PgUp><Up> ")
	require.NotNil(t, c.popup)
	c.press("x")
	assert.Nil(t, c.popup, "any other key closes it")
	c.press("<F1>:")
	assert.Nil(t, c.popup)
	assert.NotNil(t, c.prompt)
}

func TestStorage(t *testing.T) {
	c := newConsole(t, open(t, []byte(`{"format":"exeunt-recording","version":1,"algorithms":[{"standard":"HTML","name":"navigate","url":"#navigate","steps":[{"number":"1"},{"number":"2"}]}]}
{"k":"enter","f":1,"a":1,"d":"document/1","c":[["document/1",{"url":"https://a.example/"}],["cookies",["a=1; a.example; /"]]]}
{"k":"step","f":1,"s":"1"}
{"k":"step","f":1,"s":"2","c":[["storage/local https://a.example",{"kind":"local","origin":"https://a.example","length":1}],["item/1",{"area":"storage/local https://a.example","key":"seen","value":"yes"}]]}
`)), 80, 24)
	c.press("0")
	assert.Equal(t, storagePane, c.focus)
	assert.Contains(t, c.text(), "─[0 Storage, cookies]─")
	assert.Contains(t, c.text(), "│cookie a=1; a.example; /\n")
	assert.NotContains(t, c.text(), "seen")
	c.press("s")
	assert.Contains(t, c.text(), "│local https://a.example: 1 items\n")
	assert.Contains(t, c.text(), "│  seen = yes\n")
	c.press("S")
	assert.NotContains(t, c.text(), "seen")
	for r := rune(' '); r < 127; r++ {
		if p := paneOf(r); p >= 0 {
			assert.Equal(t, r, paneKey(p))
		}
	}
}

func TestCommandLine(t *testing.T) {
	c := newConsole(t, page(t), 80, 24)
	c.press(":prin<Home>x<Delete><Backspace><Right>X<Left><Delete><End>")
	assert.Equal(t, "rin", string(c.prompt.text))
	c.press("<Ctrl-U>")
	assert.Empty(t, c.prompt.text)
	c.press("print 1<Enter>:print 2<Enter>:print 3<Up><Up>")
	assert.Equal(t, "print 1", string(c.prompt.text))
	c.press("<Up><Down><Down><Down>")
	assert.Equal(t, "print 3", string(c.prompt.text), "what was typed comes back")
	c.press("<Left><Left><Ctrl-K><Esc>")
	assert.Nil(t, c.prompt)
	c.press(":<Backspace>")
	assert.Nil(t, c.prompt)
	c.press(":print '" + strings.Repeat("長い", 60))
	assert.Contains(t, c.text(), "長い\n", "the end of a long line is seen")
}

// What a page chooses cannot leave its pane or command the terminal.
func TestHostileText(t *testing.T) {
	evil := "\x1b[2J\x1b]0;x\x07\r\n\u009b1m\u202eevil\u200b" + "e" + strings.Repeat("\u0301", 500) + "👩‍👩‍👧‍👦🇩🇪長い名前\u2028\ufeff" + strings.Repeat("很長的網址", 2000)
	var b strings.Builder
	fmt.Fprintf(&b, `{"format":"exeunt-recording","version":1,"algorithms":[{"standard":"HTML","name":%q,"url":"#x","steps":[{"number":"1","summary":%[1]q}]}]}`+"\n", evil)
	quoted := strings.Trim(fmt.Sprintf("%+q", evil), `"`)
	for old, new := range map[string]string{`\x1b`: `\u001b`, `\a`: `\u0007`, `\U0001f469`: `👩`, `\U0001f467`: `👧`, `\U0001f466`: `👦`, `\U0001f1e9`: `🇩`, `\U0001f1ea`: `🇪`} {
		quoted = strings.ReplaceAll(quoted, old, new)
	}
	text := strings.ReplaceAll(b.String(), strings.Trim(fmt.Sprintf("%q", evil), `"`), quoted) +
		fmt.Sprintf(`{"k":"enter","f":1,"a":1,"d":"document/1","g":["%s"],"j":["%[1]s (https://a/x.js:1:2)"],"c":[["document/1",{"url":"%[1]s","readiness":"%[1]s","navigable":"navigable-1"}],["navigable/navigable-1",{"document":"document/1"}],["deferred/1",{"url":"%[1]s"}]]}`+"\n", quoted) +
		`{"k":"step","f":1,"s":"1"}` + "\n" + fmt.Sprintf(`{"k":"mark","n":"%s"}`+"\n", quoted)
	for _, size := range [][2]int{{80, 24}, {61, 13}, {30, 8}, {24, 6}} {
		c := newConsole(t, open(t, []byte(text)), size[0], size[1])
		for _, keys := range []string{"", "1", "2", "<Enter>", "<Down>", "3", "<Enter>", "<PgDn>", "<Esc>4", "5", ":where<Enter>", ":" + strings.Repeat("長\u0301", 99)} {
			c.press(keys)
			cells, w, h := c.sim.GetContents()
			bar := -1
			for y := range h {
				for x := range w {
					r := cells[y*w+x].Runes
					require.LessOrEqual(t, len(r), 6)
					for _, r := range r {
						require.GreaterOrEqual(t, r, ' ')
						require.False(t, r >= 0x7f && r < 0xa0 || r == 0x202e, "%U", r)
					}
					if string(r) == "│" && y < h-3 {
						require.True(t, bar < 0 || bar == x, "the border is straight")
						bar = x
					}
				}
			}
		}
	}
}

func TestColours(t *testing.T) {
	for _, colours := range []bool{true, false} {
		sim := tcell.NewSimulationScreen("")
		require.NoError(t, sim.Init())
		t.Cleanup(sim.Fini)
		c := &console{newUI(t.Context(), page(t), sim, colours), t, sim}
		c.press("sss:dance<Enter>")
		cells, _, _ := sim.GetContents()
		coloured := 0
		for _, cell := range cells {
			if fg, bg, _ := cell.Style.Decompose(); fg != tcell.ColorDefault || bg != tcell.ColorDefault {
				coloured++
			}
		}
		assert.Equal(t, colours, coloured > 0)
	}
}

// slow is a run that takes until it is interrupted.
type slow struct{ began chan struct{} }

func (s *slow) Eval(ctx context.Context, _ int, _, source string) (string, error) {
	if source == "panic" {
		panic("oh")
	}
	close(s.began)
	<-ctx.Done()
	return "", ctx.Err()
}

func TestInterrupt(t *testing.T) {
	s := page(t)
	live := &slow{make(chan struct{})}
	s.Live = live
	c := newConsole(t, s, 80, 24)
	for _, e := range typing(t, "e1<Enter>") {
		c.handle(e)
	}
	<-live.began
	c.job.late = true
	c.draw()
	assert.Contains(t, c.text(), "working: eval 1 … Ctrl-C ends it")
	c.handle(typing(t, "s")[0])
	require.Len(t, c.typed, 1, "keys wait")
	c.handle(typing(t, "<Ctrl-C>")[0])
	c.draw()
	assert.Contains(t, c.text(), "ending … Ctrl-C again leaves exeunt")
	assert.Empty(t, c.typed)
	c.finish(<-c.job.done)
	assert.False(t, c.ended)
	assert.Equal(t, "error: context canceled", c.message)
	c.press("<Ctrl-C>")
	assert.True(t, c.ended)
	assert.ErrorIs(t, c.err, ErrInterrupted)
}

func TestKeysThatWait(t *testing.T) {
	c := newConsole(t, page(t), 80, 24)
	for _, e := range typing(t, "sssq") {
		c.handle(e)
	}
	for c.job != nil {
		c.finish(<-c.job.done)
	}
	assert.True(t, c.ended)
	assert.NotEqual(t, 1, c.session.At())
}

// run runs a whole session on a screen in memory.
func run(t *testing.T, ctx context.Context, s *stepper.Session, keys string) error {
	t.Helper()
	sim := tcell.NewSimulationScreen("")
	require.NoError(t, sim.Init())
	end := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				end <- fmt.Errorf("panic: %v", r)
			}
		}()
		end <- show(ctx, s, sim, true, "a note")
	}()
	for _, e := range typing(t, keys) {
		key := e.(*tcell.EventKey)
		sim.InjectKey(key.Key(), key.Rune(), key.Modifiers())
	}
	return <-end
}

func TestSessionsEnd(t *testing.T) {
	assert.NoError(t, run(t, t.Context(), page(t), "sssq"))
	assert.ErrorIs(t, run(t, t.Context(), page(t), "<Ctrl-C>"), ErrInterrupted)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, run(t, ctx, page(t), ""), ErrInterrupted)
	s := page(t)
	s.Live = &slow{}
	assert.EqualError(t, run(t, t.Context(), s, "epanic<Enter>"), "panic: oh", "it goes on when the screen has ended")

	c := newConsole(t, page(t), 80, 24)
	c.handle(tcell.NewEventError(errors.New("hung up")))
	assert.True(t, c.ended)
	assert.ErrorContains(t, c.err, "hung up")
}

func TestWrap(t *testing.T) {
	tests := []struct {
		text        string
		width, rows int
		want        []string
	}{
		{"short", 10, 3, []string{"short"}},
		{"", 10, 3, []string{""}},
		{"one two three", 10, 3, []string{"one two", "  three"}},
		{"a https://long", 10, 3, []string{"a https://", "  long"}},
		{"0123456789abc", 10, 1, []string{"012345678…"}},
		{"長い名前長い", 5, 2, []string{"長い", " 名…"}},
		{"anything", 3, 2, []string{"anything"}},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, wrap(tt.text, tt.width, tt.rows), tt.text)
	}
}
