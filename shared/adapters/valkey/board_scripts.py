"""The Lua of boards. Keys: the scores, the state, the lease of a rebuild; one slot.

An entry of the sorted set is 15 digits of the time in ms, then the member; its score is the points
below zero. So ascending order is most points first, then the earlier, then the name, exactly and
for any time: members of equal score are in the order of their bytes.

The state is a hash: `m:{member}` is the time and the position of a member's last commit, beside
three fields of the board's own. So it has three more fields than the board has members, unless the
store dropped one of the two keys: such a board is emptied, and is not complete. A board without
members is kept a minute, whatever is asked for: nobody fills the store by reading boards that do
not exist.
"""

from __future__ import annotations

from shared.adapters.valkey.script import Script

_READ = """
local scores, state, lease = KEYS[1], KEYS[2], KEYS[3]
local function whole()
  local fields = redis.call('HLEN', state)
  return fields - 3 == redis.call('ZCARD', scores)
end
local function entry_of(member)
  local known = redis.call('HGET', state, 'm:' .. member)
  return known and string.sub(known, 1, 15) .. member
end
"""

_WRITE = (
    _READ
    + """
if not whole() then
  redis.call('DEL', scores, state, lease)
  redis.call('HSET', state, 'claim', '', 'through', '', 'complete', '0')
  redis.call('PEXPIRE', state, 60000)
end
local function touch()
  if redis.call('PEXPIRE', scores, ARGV[1]) == 1 then redis.call('PEXPIRE', state, ARGV[1]) end
end
local function place(member, points, at, position)
  local old = entry_of(member)
  if old then redis.call('ZREM', scores, old) end
  redis.call('ZADD', scores, -points, at .. member)
  redis.call('HSET', state, 'm:' .. member, at .. position)
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
  if not known or tonumber(string.sub(known, 16)) < tonumber(position) then
    place(member, tonumber(points), at, position)
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
local known = redis.call('HGET', state, 'm:' .. member)
local points = known and -tonumber(redis.call('ZSCORE', scores, entry_of(member))) or 0
local target = value
if operator == 'best' then target = math.max(points, value) end
if operator == 'incr' then target = math.min(points + value, tonumber(most)) end
if operator == 'decr' then target = math.max(points - value, 0) end
local position = known and string.sub(known, 16) or '0'
if not known or target ~= points then place(member, target, at, position) end
touch()
return {target, redis.call('ZRANK', scores, entry_of(member))}
"""
)
"""ARGV: ms to keep, member, operator, value, ms, most points; returns points and 0-based rank."""

READ = Script(
    _READ
    + """
if redis.call('HGET', state, 'complete') ~= '1' or not whole() then return false end
local first, last = 0, tonumber(ARGV[1]) - 1
if ARGV[2] then
  local entry = entry_of(ARGV[2])
  local rank = entry and redis.call('ZRANK', scores, entry) or -1
  first, last = math.max(rank - tonumber(ARGV[1]), 0), rank + tonumber(ARGV[1])
  if not entry then last = -1 end
end
local rows = last < first and {} or redis.call('ZRANGE', scores, first, last, 'WITHSCORES')
return {redis.call('ZCARD', scores), first, rows}
"""
)
"""ARGV: how many, or radius and member; returns the size, the first 0-based rank, and names and
scores in turn; nil for a board that is not complete.
"""

RANKS = Script(
    _READ
    + """
local found = {}
local known = whole()
for i = 1, #ARGV do
  local entry = known and entry_of(ARGV[i])
  found[2 * i - 1] = entry and redis.call('ZRANK', scores, entry) or -1
  found[2 * i] = entry and redis.call('ZSCORE', scores, entry) or '0'
end
return found
"""
)
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
