"""The Lua of boards. Keys: the scores, the state, the lease of a rebuild; one slot.

A score is `elapsed - points * 2^32`, where `elapsed` is the time in ms since 2^31 ms before the
board's first entry with points: ascending order is most points first, then the earlier, then the
name. Whole numbers up to 2^53 are exact in a double. A time further than 24 days from that of the
first points counts as just that far. Without points, where entries may come any time before,
`elapsed` is whole seconds since 1970.

The state is a hash: `m:{member}` is the position of a member's last commit, beside four fields of
the board's own. So it has four more fields than the board has members, unless the store dropped
one of the two keys: such a board is emptied, and is not complete. A board without members is kept
a minute, whatever is asked for: nobody fills the store by reading boards that do not exist.
"""

from __future__ import annotations

from shared.adapters.valkey.script import Script

_READ = """
local scores, state, lease = KEYS[1], KEYS[2], KEYS[3]
local function whole()
  local fields = redis.call('HLEN', state)
  return fields - 4 == redis.call('ZCARD', scores)
end
local function points_of(score) return -math.floor(tonumber(score) / 4294967296) end
"""

_WRITE = (
    _READ
    + """
if not whole() then
  redis.call('DEL', scores, state, lease)
  redis.call('HSET', state, 'first', '', 'claim', '', 'through', '', 'complete', '0')
  redis.call('PEXPIRE', state, 60000)
end
local function touch()
  if redis.call('PEXPIRE', scores, ARGV[1]) == 1 then redis.call('PEXPIRE', state, ARGV[1]) end
end
local first = redis.call('HGET', state, 'first')
local function place(member, points, at)
  local elapsed = math.floor(tonumber(at) / 1000)
  if points > 0 then
    if first == '' then
      first = at
      redis.call('HSET', state, 'first', first)
    end
    elapsed = tonumber(at) - tonumber(first) + 2147483648
  end
  elapsed = math.min(math.max(elapsed, 0), 4294967295)
  redis.call('ZADD', scores, string.format('%.0f', elapsed - points * 4294967296), member)
end
"""
)

RECORD = Script(
    _WRITE
    + """
local changed = 0
for i = 2, #ARGV, 4 do
  local member, points, at, position = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local known = redis.call('HGET', state, 'm:' .. member)
  if not known or tonumber(known) < tonumber(position) then
    place(member, tonumber(points), at)
    redis.call('HSET', state, 'm:' .. member, position)
    changed = changed + 1
  end
end
touch()
return changed
"""
)
"""ARGV: ms to keep, then member, points, ms, position of each entry; returns how many changed."""

SCORE = Script(
    _WRITE
    + """
local member, operator, value, at, most = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local known = redis.call('ZSCORE', scores, member)
local points = known and points_of(known) or 0
local target = value
if operator == 'best' then target = math.max(points, value) end
if operator == 'incr' then target = math.min(points + value, tonumber(most)) end
if operator == 'decr' then target = math.max(points - value, 0) end
if not known or target ~= points then place(member, target, at) end
redis.call('HSETNX', state, 'm:' .. member, 0)
touch()
return {target, redis.call('ZRANK', scores, member)}
"""
)
"""ARGV: ms to keep, member, operator, value, ms, most points; returns points and 0-based rank."""

AROUND = Script(
    _READ
    + """
local rank = redis.call('ZRANK', scores, ARGV[1])
if not rank then return {0, {}} end
local start = math.max(rank - tonumber(ARGV[2]), 0)
return {start, redis.call('ZRANGE', scores, start, rank + tonumber(ARGV[2]), 'WITHSCORES')}
"""
)
"""ARGV: member, radius; returns the first 0-based rank, and names and scores in turn."""

RANKS = Script("""
local found = {}
for i = 1, #ARGV do
  local rank = redis.call('ZRANK', KEYS[1], ARGV[i])
  found[2 * i - 1] = rank or -1
  found[2 * i] = rank and redis.call('ZSCORE', KEYS[1], ARGV[i]) or '0'
end
return found
""")
"""ARGV: members; returns 0-based rank, or -1, and score of each in turn."""

COMPLETE = Script(
    _READ
    + """
return (redis.call('HGET', state, 'complete') == '1' and whole()) and 1 or 0
"""
)

CLAIM = Script(
    _WRITE
    + """
if redis.call('HGET', state, 'complete') == '1' then return false end
if not redis.call('SET', lease, '1', 'NX', 'PX', ARGV[3]) then return false end
redis.call('HSET', state, 'claim', ARGV[2])
touch()
return redis.call('HGET', state, 'through')
"""
)
"""ARGV: ms to keep, token, ms of the lease; returns how far an unfinished try came, or nil."""

EXTEND = Script(
    _WRITE
    + """
if redis.call('HGET', state, 'claim') ~= ARGV[2] then return 0 end
redis.call('SET', lease, '1', 'PX', ARGV[3])
redis.call('HSET', state, 'through', ARGV[4])
touch()
return 1
"""
)
"""ARGV: ms to keep, token, ms of the lease, last stream recorded; returns whether it holds."""

FINISH = Script(
    _WRITE
    + """
if redis.call('HGET', state, 'claim') ~= ARGV[2] then return 0 end
redis.call('HSET', state, 'claim', '', 'through', '', 'complete', '1')
redis.call('DEL', lease)
touch()
return 1
"""
)
"""ARGV: ms to keep, token; returns whether the claim still held."""

SEAL = Script("""
local empty = redis.call('EXISTS', KEYS[3]) == 0
if empty and redis.call('HGET', KEYS[4], 'complete') ~= '1' then
  for i = 1, 2 do redis.call('COPY', KEYS[i], KEYS[i + 2], 'REPLACE') end
end
for i = 3, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
""")
"""Keys: scores and state of the board, then of the season; a season that exists stays."""
