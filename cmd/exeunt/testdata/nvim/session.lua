-- A debugging session of Neovim with nvim-dap, without a screen: it prints where it comes to. Environment: NVIM_DAP, the folder of nvim-dap; EXEUNT, the program;
-- SUITE, TEST and SCRIPT, what to step through and a file of the suite, in line 5 of which there is to be a breakpoint.
vim.opt.rtp:append(vim.env.NVIM_DAP)
local dap = require('dap')

local function say(...) io.stdout:write(table.concat({...}, ' '), '\n') end

local stops = 0
dap.listeners.after.event_stopped.test = function(_, body)
  say('stopped', body.reason)
  stops = stops + 1
end
dap.listeners.after.event_terminated.test = function() say('terminated') end
dap.adapters.exeunt = {
  type = 'executable', command = vim.env.EXEUNT, args = {'step', '--ui', 'dap', '--lines', '--suite', vim.env.SUITE, vim.env.TEST},
  options = {initialize_timeout_sec = 60},
}

-- stop does something and waits for the stop that follows.
local function stop(act)
  local before = stops
  act()
  if not vim.wait(60000, function() return stops > before end, 10) then
    say('nothing stops')
    os.exit(1)
  end
end

-- ask sends a request and waits for its answer.
local function ask(command, arguments)
  local answer, failure
  dap.session():request(command, arguments, function(err, response) answer, failure = response, err end)
  vim.wait(60000, function() return answer or failure end, 10)
  return answer or {}, failure
end

local function top()
  local frame = ask('stackTrace', {threadId = 1}).stackFrames[1]
  say('at', frame.name, vim.fn.fnamemodify(frame.source.path, ':t') .. ':' .. frame.line)
  return frame
end

vim.cmd('edit ' .. vim.env.SCRIPT)
vim.fn.cursor(5, 1)
dap.set_breakpoint()
stop(function() dap.run({type = 'exeunt', name = 'test', request = 'launch', stopOnEntry = true}) end)
top()
stop(dap.continue)
local frame = top()
stop(dap.step_over)
top()
stop(dap.step_into)
top()
stop(dap.step_back)
top()
stop(dap.step_out)
top()
stop(dap.reverse_continue)
frame = top()
local names = {}
for _, scope in ipairs(ask('scopes', {frameId = frame.id}).scopes) do
  table.insert(names, scope.name)
  if scope.name == 'Document' then
    for _, v in ipairs(ask('variables', {variablesReference = scope.variablesReference}).variables) do
      if v.name == 'readiness' then say('variable', v.name, v.value) end
    end
  end
end
say('scopes', table.concat(names, ', '))
say('evaluate', ask('evaluate', {expression = 'total(4)', frameId = frame.id, context = 'repl'}).result)
say('expression', ask('evaluate', {expression = 'document.readiness', frameId = frame.id, context = 'watch'}).result)
local _, failure = ask('evaluate', {expression = '1 +', frameId = frame.id, context = 'watch'})
say('failure', failure and 'answered' or 'none')
_, failure = ask('dance', {})
say('unknown request', failure and 'answered' or 'none')
dap.disconnect()
vim.wait(10000, function() return dap.session() == nil end, 10)
say('disconnected')
vim.cmd('qa!')
