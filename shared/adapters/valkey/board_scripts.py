"""The Lua of boards. Keys: the scores, the state, the lease of a rebuild; one slot.

An entry of the sorted set is a key, then the member; its score is the points, negated where the
most come first. In the default form the key is 15 digits of the time in ms (`board_form` describes
the others). So ascending order is exactly the board's order, for any time: members of equal score
are in the order of their bytes.

The state is a hash: `m:{member}` is the key and the position of a member's entry, beside three
fields of the board's own. So the hash has three more fields than the board has members, unless the
store dropped one of the two keys: such a board is emptied, and is not complete. A board without
members is kept for a minute, whatever `ms to keep` says: reading boards that do not exist must not
fill the store.
"""

from __future__ import annotations

from shared.adapters.valkey.script import Script

_READ = """
local scores, state, lease, counts, changes = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local function whole()
  local fields = redis.call('HLEN', state)
  return fields - 3 == redis.call('ZCARD', scores)
end
local function entry_of(member, width)
  local known = redis.call('HGET', state, 'm:' .. member)
  return known and string.sub(known, 1, width) .. member
end
local function rank_of(entry, score, shared)
  if shared == '1' then return redis.call('ZCOUNT', scores, '-inf', '(' .. score) end
  return redis.call('ZRANK', scores, entry)
end
"""

_WRITE = (
    _READ
    + """
if not whole() then
  redis.call('DEL', unpack(KEYS))
  redis.call('HSET', state, 'claim', '', 'through', '', 'complete', '0')
  redis.call('PEXPIRE', state, 60000)
end
local function touch()
  if redis.call('PEXPIRE', scores, ARGV[1]) == 1 then
    for i = 2, #KEYS do if i ~= 3 then redis.call('PEXPIRE', KEYS[i], ARGV[1]) end end
  end
end
local function count(score, by)
  if redis.call('HINCRBY', counts, score + 0, by) == 0 then
    redis.call('HDEL', counts, score + 0)
  end
end
local function place(member, score, key, position, width)
  local old = entry_of(member, width)
  if old and counts then count(redis.call('ZSCORE', scores, old), -1) end
  if old then redis.call('ZREM', scores, old) end
  if counts then
    count(score, 1)
    redis.call('XADD', changes, 'MAXLEN', '~', 20000, '*', 'm', member, 's', score + 0, 'k', key)
  end
  redis.call('ZADD', scores, score, key .. member)
  redis.call('HSET', state, 'm:' .. member, key .. position)
end
"""
)

RECORD = Script(
    _WRITE
    + """
local changed, width, keeps = 0, tonumber(ARGV[2]), ARGV[3]
local function takes(known, member, score, key, position)
  if keeps == 'last' then return tonumber(string.sub(known, width + 1)) < tonumber(position) end
  local held = string.sub(known, 1, width)
  local had = tonumber(redis.call('ZSCORE', scores, held .. member))
  return tonumber(score) < had or tonumber(score) == had and key < held
end
for i = 4, #ARGV, 4 do
  local member, score, key, position = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local known = redis.call('HGET', state, 'm:' .. member)
  if not known or takes(known, member, score, key, position) then
    place(member, score, key, position, width)
    changed = changed + 1
  end
end
touch()
return changed
"""
)
"""ARGV: ms to keep, digits of a key, `last` or `best`, then member, score, key, position of each
entry; returns how many changed.
"""

SCORE = Script(
    _WRITE
    + """
local width, sign, member, operator = tonumber(ARGV[2]), tonumber(ARGV[4]), ARGV[5], ARGV[6]
local value, key, most = tonumber(ARGV[7]), ARGV[8], tonumber(ARGV[9])
local known = redis.call('HGET', state, 'm:' .. member)
local points = known and math.abs(redis.call('ZSCORE', scores, entry_of(member, width))) or 0
local target = value
if operator == 'best' and known and sign * points < sign * value then target = points end
if operator == 'incr' then target = math.min(points + value, most) end
if operator == 'decr' then target = math.max(points - value, 0) end
local position = known and string.sub(known, width + 1) or '0'
if not known or target ~= points then place(member, sign * target, key, position, width) end
touch()
local entry = entry_of(member, width)
return {target, rank_of(entry, sign * target, ARGV[3]), entry}
"""
)
"""ARGV: ms to keep, digits of a key, `1` for shared ranks, the sign of scores, member, operator,
value, key, most points; returns points, 0-based rank, and entry.
"""

READ = Script(
    _READ
    + """
if redis.call('HGET', state, 'complete') ~= '1' or not whole() then return false end
local shared, count, member = ARGV[2], tonumber(ARGV[3]), ARGV[4]
local first, last = 0, count - 1
if member then
  local entry = entry_of(member, tonumber(ARGV[1]))
  local place = entry and redis.call('ZRANK', scores, entry) or -1
  first, last = math.max(place - count, 0), place + count
  if not entry then last = -1 end
end
local rows = last < first and {} or redis.call('ZRANGE', scores, first, last, 'WITHSCORES')
local rank = first
if shared == '1' and rows[1] then rank = rank_of(rows[1], rows[2], shared) end
return {redis.call('ZCARD', scores), first, rank, rows}
"""
)
"""ARGV: digits of a key, `1` for shared ranks, then a count, or a radius and a member; returns the
size, the first place and its rank, 0-based, then entries and scores in turn; nil for a board that
is not complete.
"""

RANKS = Script(
    _READ
    + """
local found, keys = {}, {}
local known, width = whole(), tonumber(ARGV[1])
for i = 1, #ARGV - 2 do
  local entry = known and entry_of(ARGV[i + 2], width)
  local score = entry and redis.call('ZSCORE', scores, entry)
  found[2 * i - 1] = score and rank_of(entry, score, ARGV[2]) or -1
  found[2 * i] = score or '0'
  if width > 15 then keys[i] = entry and string.sub(entry, 1, width) or '' end
end
return {found, keys}
"""
)
"""ARGV: digits of a key, `1` for shared ranks, then members; returns 0-based rank, or -1, and score
of each in turn, and the keys where they have columns.
"""

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
"""ARGV: ms to keep, token, ms of the lease; returns the last stream of an unfinished rebuild, or
nil."""

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
"""ARGV: ms to keep, token, ms of the lease, last stream recorded; returns whether the claim holds.
"""

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

FINALISE = Script("""
local empty = redis.call('EXISTS', KEYS[3]) == 0
if empty and redis.call('HGET', KEYS[4], 'complete') ~= '1' then
  for i = 1, 2 do redis.call('COPY', KEYS[i], KEYS[i + 2], 'REPLACE') end
end
for i = 3, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
""")
"""Keys: scores and state of the board, then of the season; a season that exists stays."""

STANDING = Script(
    _READ
    + """
if redis.call('HGET', state, 'complete') ~= '1' or not whole() then return false end
local since, rows = ARGV[1], false
if since ~= '' and redis.call('XRANGE', changes, since, since)[1] then
  rows = redis.call('XRANGE', changes, '(' .. since, '+', 'COUNT', ARGV[2])
end
local last = rows and rows[#rows] or redis.call('XREVRANGE', changes, '+', '-', 'COUNT', 1)[1]
local size, pairs = redis.call('ZCARD', scores), redis.call('HGETALL', counts)
return {size, pairs, last and last[1] or '', rows}
"""
)
"""ARGV: the mark of the last look, or empty, and the maximum of changes; returns the size, then
scores and the members of each in turn, the mark of this look, and the changes since, nil if some
are gone; nil for a board that is not complete.
"""
