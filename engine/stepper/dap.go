package stepper

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/go-dap"
)

// DAP serves the Debug Adapter Protocol to one client on a connection, until the client disconnects or the connection ends. dir is the
// folder for the algorithms' files.
// https://microsoft.github.io/debug-adapter-protocol/specification
func (s *Session) DAP(ctx context.Context, in io.Reader, out io.Writer, dir string) error {
	files, err := writeSources(dir, s.rec)
	if err != nil {
		return err
	}
	d := &adapter{session: s, files: files, out: bufio.NewWriter(out), lines: map[string][]int{}}
	r := bufio.NewReader(in)
	for !d.ended && ctx.Err() == nil {
		data, err := dap.ReadBaseMessage(r)
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			// Where the next message would begin is not known.
			d.output("A message was not understood, and nothing after it can be: " + oneLine(err.Error()) + "\n")
			d.send(&dap.TerminatedEvent{Event: event("terminated")})
			return fmt.Errorf("the client's message: %w", err)
		}
		d.receive(ctx, data)
		if d.err != nil {
			return d.err
		}
	}
	return nil
}

// adapter is the state of one client.
type adapter struct {
	session *Session
	files   *sources
	out     *bufio.Writer
	err     error // of writing
	seq     int
	ended   bool

	launched, configured, stopOnEntry bool

	values []any            // what variables references mean until the next stop
	lines  map[string][]int // breakpoints by the source's path
	named  []int            // breakpoints by an algorithm's name
}

// threadID is the one thread: a Browser's event loop.
const threadID = 1

func (d *adapter) send(m dap.Message) {
	if d.err != nil {
		return
	}
	d.seq++
	switch m := m.(type) {
	case dap.ResponseMessage:
		m.GetResponse().Seq = d.seq
	case dap.EventMessage:
		m.GetEvent().Seq = d.seq
	}
	if d.err = dap.WriteProtocolMessage(d.out, m); d.err == nil {
		d.err = d.out.Flush()
	}
}

func event(name string) dap.Event {
	return dap.Event{ProtocolMessage: dap.ProtocolMessage{Type: "event"}, Event: name}
}

func answer(r *dap.Request) dap.Response {
	return dap.Response{ProtocolMessage: dap.ProtocolMessage{Type: "response"}, RequestSeq: r.Seq, Success: true, Command: r.Command}
}

// fail answers a request that cannot be carried out.
func (d *adapter) fail(r *dap.Request, format string, args ...any) {
	e := &dap.ErrorResponse{Response: answer(r)}
	e.Success, e.Message = false, fmt.Sprintf(format, args...)
	e.Body.Error = &dap.ErrorMessage{Id: 1, Format: e.Message, ShowUser: true}
	d.send(e)
}

// receive answers a message, whatever it is.
func (d *adapter) receive(ctx context.Context, data []byte) {
	m, err := dap.DecodeProtocolMessage(data)
	if err != nil {
		// Whoever waits for an answer gets one: the number is read by hand.
		var head dap.Request
		readable := json.Unmarshal(data, &head) == nil
		switch {
		case readable && (head.Type == "event" || head.Type == "response"):
			return // this adapter asks for none
		case !readable || head.Type != "request":
			d.output("A message was not understood: " + oneLine(err.Error()) + "\n") // there is no number that an answer could name
			return
		}
		d.fail(&head, "%s: %v", head.Command, err)
		return
	}
	request, ok := m.(dap.RequestMessage)
	if !ok {
		return // a response or an event: this adapter asks for none
	}
	d.request(ctx, request)
}

// request carries out a request: about the session as a whole, a move, breakpoints, or what is to be seen.
func (d *adapter) request(ctx context.Context, m dap.RequestMessage) {
	if !d.control(m) && !d.move(m) && !d.breakpoints(m) && !d.view(ctx, m) {
		d.fail(m.GetRequest(), "%s is not supported", m.GetRequest().Command)
	}
}

// Each of the following carries out a request of its kind, and reports whether m was one.

func (d *adapter) control(m dap.RequestMessage) bool {
	r := m.GetRequest()
	switch m := m.(type) {
	case *dap.InitializeRequest:
		d.send(&dap.InitializeResponse{Response: answer(r), Body: dap.Capabilities{
			SupportsConfigurationDoneRequest: true, SupportsStepBack: true, SupportsFunctionBreakpoints: true, SupportsConditionalBreakpoints: true,
			SupportsEvaluateForHovers: true, SupportsLoadedSourcesRequest: true, SupportsBreakpointLocationsRequest: true,
			SupportsTerminateRequest: true, SupportsDelayedStackTraceLoading: true,
		}})
		d.send(&dap.InitializedEvent{Event: event("initialized")})
	case *dap.LaunchRequest:
		d.launch(r, m.Arguments)
	case *dap.AttachRequest:
		d.launch(r, m.Arguments)
	case *dap.ConfigurationDoneRequest:
		d.configured = true
		d.send(&dap.ConfigurationDoneResponse{Response: answer(r)})
		d.begin()
	case *dap.TerminateRequest:
		d.send(&dap.TerminateResponse{Response: answer(r)})
		d.send(&dap.TerminatedEvent{Event: event("terminated")})
	case *dap.DisconnectRequest:
		d.send(&dap.DisconnectResponse{Response: answer(r)})
		d.ended = true
	default:
		return false
	}
	return true
}

func (d *adapter) move(m dap.RequestMessage) bool {
	r := m.GetRequest()
	switch m.(type) {
	case *dap.ContinueRequest:
		d.send(&dap.ContinueResponse{Response: answer(r), Body: dap.ContinueResponseBody{AllThreadsContinued: true}})
		d.went(d.session.Continue())
	case *dap.ReverseContinueRequest:
		d.send(&dap.ReverseContinueResponse{Response: answer(r)})
		d.wentBack(d.session.ReverseContinue())
	case *dap.NextRequest:
		d.send(&dap.NextResponse{Response: answer(r)})
		d.moved(d.session.Over())
	case *dap.StepInRequest:
		d.send(&dap.StepInResponse{Response: answer(r)})
		d.moved(d.session.Into())
	case *dap.StepOutRequest:
		d.send(&dap.StepOutResponse{Response: answer(r)})
		d.moved(d.session.Out())
	case *dap.StepBackRequest:
		d.send(&dap.StepBackResponse{Response: answer(r)})
		d.session.BackOver()
		d.stopped("step", 0)
	case *dap.PauseRequest:
		d.send(&dap.PauseResponse{Response: answer(r)})
		d.stopped("pause", 0)
	default:
		return false
	}
	return true
}

func (d *adapter) breakpoints(m dap.RequestMessage) bool {
	switch m := m.(type) {
	case *dap.SetBreakpointsRequest:
		d.setBreakpoints(m)
	case *dap.SetFunctionBreakpointsRequest:
		d.setFunctionBreakpoints(m)
	case *dap.SetExceptionBreakpointsRequest:
		d.send(&dap.SetExceptionBreakpointsResponse{Response: answer(m.GetRequest())})
	case *dap.BreakpointLocationsRequest:
		d.breakpointLocations(m)
	default:
		return false
	}
	return true
}

func (d *adapter) view(ctx context.Context, m dap.RequestMessage) bool {
	switch m := m.(type) {
	case *dap.ThreadsRequest:
		d.send(&dap.ThreadsResponse{Response: answer(m.GetRequest()), Body: dap.ThreadsResponseBody{Threads: []dap.Thread{{Id: threadID, Name: "event loop"}}}})
	case *dap.StackTraceRequest:
		d.stackTrace(m)
	case *dap.ScopesRequest:
		d.scopes(m)
	case *dap.VariablesRequest:
		d.variables(m)
	case *dap.EvaluateRequest:
		d.evaluate(ctx, m)
	case *dap.SourceRequest:
		d.source(m)
	case *dap.LoadedSourcesRequest:
		d.loadedSources(m.GetRequest())
	default:
		return false
	}
	return true
}

func (d *adapter) launch(r *dap.Request, arguments json.RawMessage) {
	var a struct {
		StopOnEntry *bool `json:"stopOnEntry"`
	}
	if len(arguments) > 0 && json.Unmarshal(arguments, &a) != nil {
		d.fail(r, "%s: the arguments are not understood", r.Command)
		return
	}
	d.stopOnEntry = a.StopOnEntry == nil || *a.StopOnEntry
	d.launched = true
	if r.Command == "attach" {
		d.send(&dap.AttachResponse{Response: answer(r)})
	} else {
		d.send(&dap.LaunchResponse{Response: answer(r)})
	}
	d.begin()
}

// begin tells of the first stop when the client has set everything.
func (d *adapter) begin() {
	if !d.launched || !d.configured {
		return
	}
	d.configured = false // once
	if d.stopOnEntry {
		d.stopped("entry", 0)
		return
	}
	d.went(d.session.Continue())
}

func (d *adapter) stopped(reason string, breakpoint int) {
	d.values = nil
	e := &dap.StoppedEvent{Event: event("stopped"), Body: dap.StoppedEventBody{Reason: reason, ThreadId: threadID, AllThreadsStopped: true, Text: d.session.Where()}}
	if breakpoint > 0 {
		e.Body.HitBreakpointIds = []int{breakpoint}
	}
	d.send(e)
}

// moved tells where a step has led; the end of the recording is a stop, too, so that one can go back from there.
func (d *adapter) moved(ok bool) {
	if !ok {
		d.output("The recording ends here: there is no stop further on.\n")
	}
	d.stopped("step", 0)
}

func (d *adapter) went(b *Breakpoint) {
	if b == nil {
		d.output("No breakpoint was reached up to the end of the recording.\n")
		d.stopped("pause", 0)
		return
	}
	d.stopped("breakpoint", b.ID)
}

func (d *adapter) wentBack(b *Breakpoint) {
	if b == nil {
		d.stopped("entry", 0)
		return
	}
	d.stopped("breakpoint", b.ID)
}

func (d *adapter) output(text string) {
	d.send(&dap.OutputEvent{Event: event("output"), Body: dap.OutputEventBody{Category: "console", Output: text}})
}

// setBreakpoints replaces the breakpoints of a source, which is an algorithm's file, or a script.
func (d *adapter) setBreakpoints(m *dap.SetBreakpointsRequest) {
	path := m.Arguments.Source.Path
	if path == "" {
		path = m.Arguments.Source.Name
	}
	for _, id := range d.lines[path] {
		d.session.Delete(id)
	}
	d.lines[path] = nil
	list := []dap.Breakpoint{}
	for _, want := range m.Arguments.Breakpoints {
		b, shown := d.breakAt(path, want)
		if b != nil {
			d.lines[path] = append(d.lines[path], b.ID)
			shown.Id, shown.Verified = b.ID, true
		}
		shown.Source = &m.Arguments.Source
		list = append(list, shown)
	}
	d.send(&dap.SetBreakpointsResponse{Response: answer(m.GetRequest()), Body: dap.SetBreakpointsResponseBody{Breakpoints: list}})
}

func (d *adapter) breakAt(path string, want dap.SourceBreakpoint) (*Breakpoint, dap.Breakpoint) {
	shown := dap.Breakpoint{Line: want.Line}
	text := fmt.Sprintf("line %s:%d", d.files.scriptURL(path), want.Line)
	if i, ok := d.files.algorithms[path]; ok {
		step, line := d.files.step(i, want.Line)
		if step == "" {
			shown.Message = "no step of the algorithm is at this line or after it"
			return nil, shown
		}
		shown.Line = line
		text = d.session.rec.Algorithms[i-1].String() + "#" + step
	}
	b, err := d.breakIf(text, want.Condition)
	if err != nil {
		shown.Message = err.Error()
		return nil, shown
	}
	if b.Line > 0 {
		shown.Line = b.Line
	}
	shown.Message = b.Note
	return b, shown
}

// breakIf sets a breakpoint that holds only where a condition does; "" for none.
func (d *adapter) breakIf(text, condition string) (*Breakpoint, error) {
	if condition == "" {
		return d.session.Break(text)
	}
	p, err := d.session.condition(condition)
	if err != nil {
		return nil, err
	}
	b, err := d.session.Break(text)
	if err != nil {
		return nil, err
	}
	if b.condition != nil || b.watch != nil {
		d.session.Delete(b.ID)
		return nil, fmt.Errorf("%s has a condition of its own; write both as one: if … && …", text)
	}
	b.condition = p
	return b, nil
}

// setFunctionBreakpoints breaks at algorithms by name, or at anything else that Break knows.
func (d *adapter) setFunctionBreakpoints(m *dap.SetFunctionBreakpointsRequest) {
	for _, id := range d.named {
		d.session.Delete(id)
	}
	d.named = nil
	list := []dap.Breakpoint{}
	for _, want := range m.Arguments.Breakpoints {
		b, err := d.breakIf(want.Name, want.Condition)
		if err != nil {
			list = append(list, dap.Breakpoint{Message: err.Error()})
			continue
		}
		d.named = append(d.named, b.ID)
		list = append(list, dap.Breakpoint{Id: b.ID, Verified: true, Message: b.Note})
	}
	d.send(&dap.SetFunctionBreakpointsResponse{Response: answer(m.GetRequest()), Body: dap.SetFunctionBreakpointsResponseBody{Breakpoints: list}})
}

func (d *adapter) breakpointLocations(m *dap.BreakpointLocationsRequest) {
	list := []dap.BreakpointLocation{}
	if a := m.Arguments; a != nil {
		for _, line := range d.files.breakable(a.Source.Path) {
			if line >= a.Line && line <= max(a.Line, a.EndLine) {
				list = append(list, dap.BreakpointLocation{Line: line})
			}
		}
	}
	d.send(&dap.BreakpointLocationsResponse{Response: answer(m.GetRequest()), Body: dap.BreakpointLocationsResponseBody{Breakpoints: list}})
}

func (d *adapter) sourceOf(algorithm int) *dap.Source {
	path := d.files.paths[algorithm]
	return &dap.Source{Name: d.session.rec.Algorithms[algorithm-1].String(), Path: path, Origin: "algorithms of the standards"}
}

// scriptSource is a script's file where the recording has its lines, or else only its URL.
func (d *adapter) scriptSource(url string) *dap.Source {
	if path, ok := d.files.scriptPaths[url]; ok {
		return &dap.Source{Name: scriptName(url), Path: path, Origin: url}
	}
	return &dap.Source{Name: url, Path: url, PresentationHint: "deemphasize", Origin: "script"}
}

func (d *adapter) stackTrace(m *dap.StackTraceRequest) {
	stack := d.session.Stack()
	list := []dap.StackFrame{}
	for i, f := range stack {
		shown := dap.StackFrame{Id: i + 1, Column: 1}
		if f.Algorithm == nil {
			file, line, column := scriptPosition(f.Script)
			shown.Name, shown.Line, shown.Column = f.Script, line, max(column, 1)
			shown.Source = d.scriptSource(file)
			list = append(list, shown)
			continue
		}
		index := d.session.rec.Events[f.Event].Algorithm
		shown.Name = f.Algorithm.String()
		if f.Step != "" {
			shown.Name += " step " + f.Step
		}
		if f.Async {
			shown.Name = "queued by " + shown.Name
			shown.PresentationHint = "subtle"
		}
		shown.Source, shown.Line = d.sourceOf(index), d.files.line(index, f.Step)
		list = append(list, shown)
	}
	n := len(list)
	list = list[min(max(m.Arguments.StartFrame, 0), n):]
	if l := m.Arguments.Levels; l > 0 {
		list = list[:min(l, len(list))]
	}
	d.send(&dap.StackTraceResponse{Response: answer(m.GetRequest()), Body: dap.StackTraceResponseBody{StackFrames: list, TotalFrames: n}})
}

func (d *adapter) source(m *dap.SourceRequest) {
	if a := m.Arguments.Source; a != nil {
		if i, ok := d.files.algorithms[a.Path]; ok {
			text, _ := sourceText(&d.session.rec.Algorithms[i-1])
			d.send(&dap.SourceResponse{Response: answer(m.GetRequest()), Body: dap.SourceResponseBody{Content: text, MimeType: "text/plain"}})
			return
		}
		if text, ok := d.files.scriptTexts[a.Path]; ok {
			d.send(&dap.SourceResponse{Response: answer(m.GetRequest()), Body: dap.SourceResponseBody{Content: text, MimeType: "text/javascript"}})
			return
		}
	}
	d.fail(m.GetRequest(), "the recording does not hold this source")
}

func (d *adapter) loadedSources(r *dap.Request) {
	list := []dap.Source{}
	for i := range d.session.rec.Algorithms {
		list = append(list, *d.sourceOf(i + 1))
	}
	for url := range d.files.scriptPaths {
		list = append(list, *d.scriptSource(url))
	}
	slices.SortFunc(list, func(a, b dap.Source) int { return strings.Compare(a.Path, b.Path) })
	d.send(&dap.LoadedSourcesResponse{Response: answer(r), Body: dap.LoadedSourcesResponseBody{Sources: list}})
}

// evaluate evaluates JavaScript in the debug console and expressions about the state elsewhere. In the console, a text after ":" is a command of
// the line mode.
func (d *adapter) evaluate(ctx context.Context, m *dap.EvaluateRequest) {
	r := m.GetRequest()
	text := strings.TrimSpace(m.Arguments.Expression)
	console := m.Arguments.Context == "repl"
	if command, ok := strings.CutPrefix(text, ":"); ok && console {
		at := d.session.At()
		lines, err := d.session.Command(ctx, command)
		if err != nil && !errors.Is(err, io.EOF) {
			d.fail(r, "%s", oneLine(err.Error()))
			return
		}
		d.send(&dap.EvaluateResponse{Response: answer(r), Body: dap.EvaluateResponseBody{Result: strings.Join(lines, "\n")}})
		if d.session.At() != at {
			d.stopped("goto", 0)
		}
		return
	}
	var value string
	var err error
	if console && d.session.Live != nil {
		in := ""
		if i, stack := m.Arguments.FrameId-1, d.session.Stack(); i >= 0 && i < len(stack) {
			in = stack[i].Document
		}
		value, err = d.session.Evaluate(ctx, in, text)
	} else {
		value, err = d.session.Eval(text)
	}
	if err != nil {
		d.fail(r, "%s", oneLine(err.Error()))
		return
	}
	body := dap.EvaluateResponseBody{Result: value}
	var v any
	if json.Unmarshal([]byte(value), &v) == nil {
		body.VariablesReference = d.reference(v)
	}
	d.send(&dap.EvaluateResponse{Response: answer(r), Body: body})
}

// scriptPosition takes "name (file:line:column)" apart.
func scriptPosition(text string) (file string, line, column int) {
	if i := strings.LastIndex(text, " ("); i >= 0 {
		text = strings.TrimSuffix(text[i+2:], ")")
	}
	parts := strings.Split(text, ":")
	n := len(parts)
	if n >= 3 && isNumber(parts[n-1]) && isNumber(parts[n-2]) {
		fmt.Sscan(parts[n-2], &line)
		fmt.Sscan(parts[n-1], &column)
		return strings.Join(parts[:n-2], ":"), line, column
	}
	if n >= 2 && isNumber(parts[n-1]) {
		fmt.Sscan(parts[n-1], &line)
		return strings.Join(parts[:n-1], ":"), line, 0
	}
	return text, 0, 0
}
