package stepper

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// lineHelp is what "help" answers.
const lineHelp = `step over out             go on: to the next step, past what it calls, out of the algorithm
back back-over back-out   the same, backwards
continue rcontinue        to the next, or the last, stop at which a breakpoint holds
break ALGORITHM[#STEP]    "unload a document", "HTML: navigate#9", "#unload-a-document"
break request TEXT | event TYPE | line FILE:LINE | if EXPR | watch EXPR
breaks, delete N          the breakpoints; take one away
divergence                to the first divergence from Chrome
goto N                    to event N, or the next stop after it
where algorithm stack frames history deferred quota queue
                          what is to be seen here
eval EXPR                 evaluate JavaScript here, in the realm of the document (the run is played again up to here)
print EXPR                an expression about the recorded state; "help print" lists the names
quit`

// A Live evaluates JavaScript at a moment of a run, by playing it again.
type Live interface {
	// Eval evaluates source in the realm of the event's document when the run has come to event i.
	Eval(ctx context.Context, i int, source string) (string, error)
}

// Session is a user's session with a stepper, whatever the front end.
type Session struct {
	*Stepper
	Run *Run
	// Divergence is the event at which the run parts from Chrome's, -1 when that is not known, with Why saying why, or what parts.
	Divergence int
	Why        string
	// Live may be nil: a recording from a file has no run behind it.
	Live Live
}

// Command carries out one command of the line mode. It returns the lines to print, and io.EOF for quit.
func (s *Session) Command(ctx context.Context, text string) ([]string, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	if move, ok := moves[word]; ok {
		if rest != "" {
			return nil, fmt.Errorf("%s takes no argument", word)
		}
		if !move.do(s.Stepper) {
			return nil, errors.New(move.end)
		}
		return []string{s.Where()}, nil
	}
	if view, ok := views[word]; ok {
		if rest != "" {
			return nil, fmt.Errorf("%s takes no argument", word)
		}
		return view(s.Stepper), nil
	}
	switch word {
	case "", "#":
		return nil, nil
	case "quit", "q", "exit":
		return nil, io.EOF
	case "help", "h", "?":
		if rest == "print" {
			return strings.Split(Vocabulary, "\n"), nil
		}
		return strings.Split(lineHelp, "\n"), nil
	case "continue", "c":
		return s.went(s.Continue(), "the end of the recording"), nil
	case "rcontinue", "rc":
		return s.went(s.ReverseContinue(), "the beginning of the recording"), nil
	case "break", "b":
		b, err := s.Break(rest)
		if err != nil {
			return nil, err
		}
		line := fmt.Sprintf("breakpoint %d: %s", b.ID, b.Text)
		if b.algorithms != nil && len(b.algorithms) == 0 {
			line += " (this run does not come there)"
		}
		return []string{line}, nil
	case "breaks":
		var list []string
		for _, b := range s.Breakpoints() {
			list = append(list, fmt.Sprintf("breakpoint %d: %s", b.ID, b.Text))
		}
		return orNone(list), nil
	case "delete":
		id, err := strconv.Atoi(rest)
		if err != nil || !s.Delete(id) {
			return nil, fmt.Errorf("there is no breakpoint %q", rest)
		}
		return []string{"deleted breakpoint " + rest}, nil
	case "goto":
		n, err := strconv.Atoi(strings.TrimPrefix(rest, "#"))
		if err != nil || !s.Goto(n) {
			return nil, fmt.Errorf("there is no event %q; the last one is %d", rest, len(s.rec.Events)-1)
		}
		return []string{s.Where()}, nil
	case "divergence":
		if s.Divergence < 0 {
			return nil, errors.New(s.Why)
		}
		s.Goto(s.Divergence)
		return []string{s.Why, s.Where()}, nil
	case "print", "p":
		v, err := s.Eval(rest)
		if err != nil {
			return nil, errors.New(oneLine(err.Error()))
		}
		return []string{v}, nil
	case "eval":
		if rest == "" {
			return nil, errors.New("eval what?")
		}
		if s.Live == nil {
			return nil, errors.New("there is no run behind a trace file: JavaScript is evaluated by \"exeunt step TEST\"; \"print EXPR\" evaluates an expression about the recorded state")
		}
		v, err := s.Live.Eval(ctx, s.At(), rest)
		if err != nil {
			return nil, errors.New(oneLine(err.Error()))
		}
		return []string{v}, nil
	}
	var words []string
	for w := range moves {
		words = append(words, w)
	}
	for w := range views {
		words = append(words, w)
	}
	words = append(words, "continue", "rcontinue", "break", "breaks", "delete", "goto", "divergence", "eval", "print", "quit", "help")
	return nil, fmt.Errorf("unknown command %q; %s", word, Nearest(word, words))
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
	"algorithm": (*Stepper).AlgorithmLines,
}

// went tells where a breakpoint, or the end, has brought the session.
func (s *Session) went(b *Breakpoint, end string) []string {
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
			fmt.Fprintln(w, oneLineOnly(l))
		}
		if err != nil {
			fmt.Fprintln(w, "error: "+oneLine(err.Error()))
		}
	}
}

// oneLineOnly keeps what a page chose, such as a URL or an argument, from ending the line or reaching the terminal.
func oneLineOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 {
			return '�'
		}
		return r
	}, text)
}
