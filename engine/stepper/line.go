package stepper

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// lineHelp is what "help" answers.
const lineHelp = `step over out             go on: to the next step, past what it calls, out of the algorithm
back back-over back-out   the same, backwards
continue rcontinue        to the next, or the last, stop at which a breakpoint holds
break ALGORITHM[#STEP]    "unload a document", "HTML: navigate#9", "#unload-a-document"
break request TEXT | event TYPE | line FILE:LINE [if EXPR] | if EXPR | watch EXPR
breaks, delete N          the breakpoints; take one away
divergence                to the first divergence from Chrome
goto N                    to event N, or the next stop after it
find TEXT, rfind TEXT     to the next, or the last, step whose algorithm, number or summary has TEXT in it
where algorithm stack frames history deferred quota queue workers storage log
                          what is to be seen here
eval [in OBJECT] EXPR     evaluate JavaScript here, in the realm of the event's document or of OBJECT: document/N, worker/N
                          or a navigable (the run is played again up to here)
print EXPR                an expression about the recorded state; "help print" lists the names
watch EXPR                watch its value
watches, unwatch N        the watched expressions with their values; take one away
quit`

// A Live evaluates JavaScript at a moment of a run, by playing it again.
type Live interface {
	// Eval evaluates source when the run has come to event i, in the realm of the document or worker whose key in is, or of the event's
	// when it is "".
	Eval(ctx context.Context, i int, in, source string) (string, error)
}

// Session is a user's session with a stepper, whatever the front end.
type Session struct {
	*Stepper
	Run *Run
	// Divergence is the event at which the run parts from Chrome's, -1 when that is not known, with Why saying why, or what parts.
	Divergence int
	Why        string
	// Hit is the breakpoint at which continue or rcontinue stopped, as long as the session stands there.
	Hit *Breakpoint
	// Live may be nil: a recording from a file has no run behind it.
	Live Live
}

// AtDivergence reports whether the session stands where the run parts from Chrome's.
func (s *Session) AtDivergence() bool {
	at, ok := s.stopAfter(s.Divergence-1, len(s.rec.Events))
	return s.Divergence >= 0 && ok && at == s.at
}

// Command carries out one command of the line mode. It returns the lines to print, and io.EOF for quit.
func (s *Session) Command(ctx context.Context, text string) ([]string, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	if word == "" || strings.HasPrefix(word, "#") {
		return nil, nil
	}
	if full, ok := shortened[word]; ok {
		word = full
	}
	before := s.at
	defer func() {
		if s.at != before && word != "continue" && word != "rcontinue" {
			s.Hit = nil
		}
	}()
	if do, ok := commands[word]; ok {
		return do(s, ctx, rest)
	}
	move, isMove := moves[word]
	view, isView := views[word]
	do, isAlone := alone[word]
	switch {
	case rest != "" && (isMove || isView || isAlone):
		return nil, fmt.Errorf("%s takes no argument", word)
	case isMove && !move.do(s.Stepper):
		return nil, errors.New(move.end)
	case isMove:
		return []string{s.Where()}, nil
	case isView:
		return view(s.Stepper), nil
	case isAlone:
		return do(s)
	}
	words := slices.Concat(slices.Collect(maps.Keys(moves)), slices.Collect(maps.Keys(views)), slices.Collect(maps.Keys(alone)), slices.Collect(maps.Keys(commands)))
	return nil, fmt.Errorf("unknown command %q; %s", word, Nearest(word, words))
}

// shortened are the other words for commands.
var shortened = map[string]string{"q": "quit", "exit": "quit", "h": "help", "?": "help", "c": "continue", "rc": "rcontinue", "b": "break", "p": "print"}

// alone are the other commands that take no argument.
var alone = map[string]func(*Session) ([]string, error){
	"quit":     func(*Session) ([]string, error) { return nil, io.EOF },
	"continue": func(s *Session) ([]string, error) { return s.went(s.Continue(), "the end of the recording"), nil },
	"rcontinue": func(s *Session) ([]string, error) {
		return s.went(s.ReverseContinue(), "the beginning of the recording"), nil
	},
	"divergence": (*Session).goToDivergence,
}

// commands are those that take an argument.
var commands = map[string]func(s *Session, ctx context.Context, rest string) ([]string, error){
	"help": func(_ *Session, _ context.Context, rest string) ([]string, error) {
		if rest == "print" {
			return strings.Split(Vocabulary, "\n"), nil
		}
		return strings.Split(lineHelp, "\n"), nil
	},
	"break":   (*Session).setBreakpoint,
	"delete":  (*Session).deleteBreakpoint,
	"goto":    (*Session).goTo,
	"find":    (*Session).find,
	"rfind":   (*Session).findBack,
	"print":   (*Session).print,
	"watch":   (*Session).setWatch,
	"unwatch": (*Session).deleteWatch,
	"eval":    (*Session).evaluate,
}

func (s *Session) setBreakpoint(_ context.Context, text string) ([]string, error) {
	b, err := s.Break(text)
	if err != nil {
		return nil, err
	}
	line := fmt.Sprintf("breakpoint %d: %s", b.ID, b.Text)
	if b.Note != "" {
		line += " (" + b.Note + ")"
	}
	return []string{line}, nil
}

func (s *Session) deleteBreakpoint(_ context.Context, text string) ([]string, error) {
	id, err := strconv.Atoi(text)
	if err != nil || !s.Delete(id) {
		return nil, unknownNumber("breakpoint", text, "delete", "breaks", len(s.breakpoints))
	}
	if s.Hit != nil && s.Hit.ID == id {
		s.Hit = nil
	}
	return []string{"deleted breakpoint " + text}, nil
}

// unknownNumber says what number a command wants of the things that another one lists.
func unknownNumber(thing, given, command, lister string, n int) error {
	if n == 0 {
		return fmt.Errorf("there is no %s %q; none is set", thing, given)
	}
	return fmt.Errorf("there is no %s %q; %q lists their numbers, as in \"%s 1\"", thing, given, lister, command)
}

func (s *Session) goTo(_ context.Context, text string) ([]string, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(text, "#"))
	if err != nil {
		return nil, fmt.Errorf("goto wants the number of an event, 0 to %d, as in \"goto %[1]d\"; not %q", len(s.rec.Events)-1, text)
	}
	if !s.Goto(n) {
		return nil, fmt.Errorf("there is no event %q; the last one is %d", text, len(s.rec.Events)-1)
	}
	return []string{s.Where()}, nil
}

func (s *Session) find(_ context.Context, text string) ([]string, error) {
	if text == "" {
		return nil, errors.New(`find wants words of an algorithm's name, a step's number or its summary, as in "find pagehide"`)
	}
	if !s.Find(text) {
		return nil, fmt.Errorf("%q is in no later step", text)
	}
	return []string{s.Where()}, nil
}

func (s *Session) findBack(_ context.Context, text string) ([]string, error) {
	if text == "" {
		return nil, errors.New(`rfind wants words of an algorithm's name, a step's number or its summary, as in "rfind pagehide"`)
	}
	if !s.FindBack(text) {
		return nil, fmt.Errorf("%q is in no earlier step", text)
	}
	return []string{s.Where()}, nil
}

func (s *Session) goToDivergence() ([]string, error) {
	if s.Divergence < 0 {
		return nil, errors.New(s.Why)
	}
	s.Goto(s.Divergence)
	return []string{s.Why, s.Where()}, nil
}

func (s *Session) print(_ context.Context, text string) ([]string, error) {
	v, err := s.Eval(text)
	if err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	return []string{v}, nil
}

func (s *Session) setWatch(_ context.Context, text string) ([]string, error) {
	w, err := s.Watch(text)
	if err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	return []string{s.watchLine(w)}, nil
}

func (s *Session) deleteWatch(_ context.Context, text string) ([]string, error) {
	id, err := strconv.Atoi(text)
	if err != nil || !s.Unwatch(id) {
		return nil, unknownNumber("watch", text, "unwatch", "watches", len(s.watches))
	}
	return []string{"deleted watch " + text}, nil
}

func (s *Session) evaluate(ctx context.Context, text string) ([]string, error) {
	in := ""
	if place, ok := strings.CutPrefix(text, "in "); ok { // no expression begins like that
		in, text, _ = strings.Cut(strings.TrimSpace(place), " ")
	}
	if text = strings.TrimSpace(text); text == "" {
		return nil, errors.New(`eval wants JavaScript, as in "eval location.href" or "eval in document/2 document.title"`)
	}
	v, err := s.Evaluate(ctx, in, text)
	if err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	return []string{v}, nil
}

var moves = map[string]struct {
	do  func(*Stepper) bool
	end string
}{
	"step":      {(*Stepper).Into, "the recording ends here"},
	"over":      {(*Stepper).Over, "the recording ends here"},
	"out":       {(*Stepper).Out, "nothing comes after the algorithm"},
	"back":      {(*Stepper).Back, "the recording begins here"},
	"back-over": {(*Stepper).BackOver, "nothing comes before the algorithm"},
	"back-out":  {(*Stepper).BackOut, "nothing comes before the algorithm"},
}

var views = map[string]func(*Stepper) []string{
	"where":     func(s *Stepper) []string { return []string{s.Where()} },
	"stack":     (*Stepper).StackLines,
	"frames":    (*Stepper).FrameLines,
	"history":   (*Stepper).HistoryLines,
	"deferred":  (*Stepper).DeferredLines,
	"quota":     (*Stepper).QuotaLines,
	"queue":     (*Stepper).QueueLines,
	"workers":   (*Stepper).WorkerLines,
	"storage":   (*Stepper).StorageLines,
	"algorithm": (*Stepper).AlgorithmLines,
	"log":       (*Stepper).LogLines,
	"watches":   (*Stepper).WatchLines,
	"breaks":    (*Stepper).BreakpointLines,
}

// went tells where a breakpoint, or the end, has brought the session.
func (s *Session) went(b *Breakpoint, end string) []string {
	s.Hit = b
	if b == nil {
		return []string{s.Where(), end + ": no breakpoint was reached"}
	}
	return []string{s.Where()}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Line is the front end for pipes and dumb terminals: one command a line from in, answers to out. It first prints the place where
// it stands, then after each command what it answers; an error is a line that begins with "error: ". It returns at quit
// or at the end of in; prompt, if not "", is printed before each command is read.
func (s *Session) Line(ctx context.Context, in io.Reader, out io.Writer, prompt string) error {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, s.Where())
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for {
		fmt.Fprint(w, prompt)
		if err := w.Flush(); err != nil {
			return err
		}
		if ctx.Err() != nil || !lines.Scan() {
			return lines.Err()
		}
		answer, err := s.Command(ctx, lines.Text())
		if errors.Is(err, io.EOF) {
			return nil
		}
		for _, l := range answer {
			fmt.Fprintln(w, Plain(l))
		}
		if err != nil {
			fmt.Fprintln(w, "error: "+Plain(oneLine(err.Error())))
		}
	}
}

// Plain keeps what a page chose, such as a URL or an argument, from ending the line, commanding the terminal or reordering what
// stands beside it: controls and marks of direction are replaced.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
