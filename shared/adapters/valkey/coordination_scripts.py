"""The Lua of leases, turns, buckets and presence; every script's keys are in one slot."""

from __future__ import annotations

from shared.adapters.valkey.script import Script

RELEASE = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
""")
"""ARGV: token."""

BEGIN_TURN = Script("""
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return redis.call('HGETALL', KEYS[2])
end
if tonumber(ARGV[3]) > tonumber(redis.call('GET', KEYS[3]) or 0) then
  redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[2])
end
return false
""")
"""ARGV: token, ms of the lease, newest position. Keys: lease, cursors, word of the newest."""

END_TURN = Script("""
for i = 3, #ARGV, 2 do
  local known = redis.call('HGET', KEYS[2], ARGV[i])
  if not known or tonumber(known) < tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
end
if #ARGV > 2 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return tonumber(redis.call('GET', KEYS[3]) or 0)
""")
"""ARGV: token, ms to keep cursors, then cursor and position in turn. Keys as above."""

SPEND = Script("""
local burst, every, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full_at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0)) + every
local wait = full_at - now - burst * every
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', full_at - now)
return 0
""")
"""ARGV: tokens of a full bucket, ms a token, now in ms. The key holds the time at which the bucket
is full again."""

MARK_PRESENT = Script("""
local expiries, names = KEYS[1], KEYS[2]
for i = 2, #ARGV, 2 do
  redis.call('ZADD', expiries, ARGV[i + 1], ARGV[i])
  redis.call('ZADD', names, 0, ARGV[i])
end
local keep = math.max(tonumber(ARGV[1]), redis.call('PTTL', expiries))
redis.call('PEXPIRE', expiries, keep)
redis.call('PEXPIRE', names, keep)
""")
"""ARGV: ms to keep, then name and ms of expiry in turn. Keys: by expiry, and by name."""

MARK_ABSENT = Script("""
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
""")
"""ARGV: name."""

PRESENT = Script("""
local expiries, names = KEYS[1], KEYS[2]
repeat
  local gone = redis.call('ZRANGE', expiries, '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 1000)
  if #gone > 0 then
    redis.call('ZREM', expiries, unpack(gone))
    redis.call('ZREM', names, unpack(gone))
  end
until #gone < 1000
local count = redis.call('ZCARD', expiries)
if redis.call('ZCARD', names) ~= count then
  redis.call('DEL', names)
  for _, name in ipairs(redis.call('ZRANGE', expiries, 0, -1)) do
    redis.call('ZADD', names, 0, name)
  end
  if count > 0 then redis.call('PEXPIRE', names, redis.call('PTTL', expiries)) end
end
return {count, redis.call('ZRANGE', names, 0, tonumber(ARGV[2]) - 1)}
""")
"""ARGV: now in ms, maximum of names; drops expired names, returns the count and the first names."""
