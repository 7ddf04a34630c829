/*
 * How four clouds of China know a device by its MQTT CONNECT, and what they say to it. The rules are those of their public
 * manuals; none of them was asked when this was written.
 */
import { createHmac } from 'node:crypto';

/**
 * @typedef {{ product: string, device: string, secret: string }} Device
 * @typedef {{ clientId: string, username: string, password: string }} Credentials
 * @typedef {{ topic: string, payload: object }} Message
 * @typedef {object} Cloud
 * @property {(device: Device, time: Date) => Credentials} credentials what the device says; `time` is when, or until when
 * @property {(device: Device, given: Credentials, now: Date) => string | undefined} refuses why it lets nobody in
 * @property {(device: Device) => string[]} publishes filters of the topics that the device may publish to
 * @property {(device: Device) => string[]} subscribes filters that it may subscribe to, and what they cover
 * @property {(device: Device, topic: string, body: any) => Message[]} answers what the cloud says to a message
 */

/** @type {(algorithm: string, key: string | Buffer, text: string) => import('node:crypto').Hmac} */
const hmac = (algorithm, key, text) => createHmac(algorithm, key).update(text);
/** @type {(date: Date) => number} */
const seconds = (date) => Math.floor(date.getTime() / 1000);
/** @type {(name: string, given: string, right: string) => string | undefined} */
const differs = (name, given, right) => (given === right ? undefined : `the ${name} should be ${right}`);

/**
 * Alibaba Cloud (Aliyun) IoT Platform.
 * @type {Cloud}
 */
const aliyun = {
  credentials: ({ product, device, secret }, time) => {
    const [id, stamp] = [`${product}.${device}`, String(time.getTime())];
    return {
      clientId: `${id}|securemode=3,signmethod=hmacsha256,timestamp=${stamp}|`,
      username: `${device}&${product}`,
      password: aliyunSign('sha256', { product, device, secret }, id, stamp),
    };
  },
  refuses: (device, { clientId, username, password }) => {
    const [, id = '', options] = /^([^|]{1,64})\|([^|]+)\|$/.exec(clientId) ?? [];
    if (options === undefined) return 'the client id should be ID|securemode=3,signmethod=hmacsha256,…|';
    const option = new Map(
      options.split(',').map((each) => /** @type {[string, string]} */ (each.split('='))),
    );
    if (option.get('securemode') !== '3') return 'securemode should be 3 over TCP (2 over TLS)';
    const [, algorithm] = /^hmac(md5|sha1|sha256)$/.exec(option.get('signmethod') ?? 'hmacmd5') ?? [];
    if (algorithm === undefined) return 'signmethod should be hmacsha256, hmacsha1 or hmacmd5';
    const right = aliyunSign(algorithm, device, id, option.get('timestamp'));
    return (
      differs('user name', username, `${device.device}&${device.product}`) ??
      differs('password', password.toLowerCase(), right)
    );
  },
  publishes: ({ product, device }) => [`/sys/${product}/${device}/thing/#`, `/${product}/${device}/user/#`],
  subscribes: ({ product, device }) => [`/sys/${product}/${device}/thing/#`, `/${product}/${device}/user/#`],
  answers: ({ product, device }, topic, { id, method, version }) => {
    const thing = `/sys/${product}/${device}/thing`;
    if (topic !== `${thing}/event/property/post`) return [];
    const reply = { code: 200, data: {}, id, message: 'success', method, version };
    const set = { method: 'thing.service.property.set', id: '2', params: { light: 0 }, version: '1.0.0' };
    return [
      { topic: `${topic}_reply`, payload: reply },
      { topic: `${thing}/service/property/set`, payload: set },
    ];
  },
};

/**
 * Names and values in the order of the alphabet, one behind the other.
 * @type {(algorithm: string, device: Device, id: string, stamp: string | undefined) => string}
 */
function aliyunSign(algorithm, { product, device, secret }, id, stamp) {
  const time = stamp === undefined ? '' : `timestamp${stamp}`;
  return hmac(algorithm, secret, `clientId${id}deviceName${device}productKey${product}${time}`).digest('hex');
}

/**
 * China Mobile OneNET.
 * @type {Cloud}
 */
const onenet = {
  credentials: (device, time) => {
    const password = onenetToken(device, String(seconds(time)), 'sha1');
    return { clientId: device.device, username: device.product, password };
  },
  refuses: (device, { clientId, username, password }, now) => {
    const token = new URLSearchParams(password);
    const [et = '', method = ''] = [token.get('et') ?? '', token.get('method') ?? ''];
    if (!/^\d+$/.test(et) || !/^(md5|sha1|sha256)$/.test(method)) {
      return 'the password should be version=2018-10-31&res=…&et=…&method=sha1&sign=…';
    }
    if (Number(et) <= seconds(now)) return 'the token has expired: et is in the past';
    return (
      differs('client id', clientId, device.device) ??
      differs('user name', username, device.product) ??
      differs('password', password, onenetToken(device, et, method))
    );
  },
  publishes: ({ product, device }) => [`$sys/${product}/${device}/thing/#`],
  subscribes: ({ product, device }) => [`$sys/${product}/${device}/thing/#`],
  answers: ({ product, device }, topic, { id }) => {
    const thing = `$sys/${product}/${device}/thing`;
    if (topic !== `${thing}/property/post`) return [];
    return [
      { topic: `${topic}/reply`, payload: { id, code: 200, msg: 'success' } },
      { topic: `${thing}/property/set`, payload: { id: '2', version: '1.0', params: { light: false } } },
    ];
  },
};

/** @type {(device: Device, et: string, method: string) => string} */
function onenetToken({ product, device, secret }, et, method) {
  const [version, resource] = ['2018-10-31', `products/${product}/devices/${device}`];
  const key = Buffer.from(secret, 'base64');
  const sign = hmac(method, key, `${et}\n${method}\n${resource}\n${version}`).digest('base64');
  const [res, signed] = [encodeURIComponent(resource), encodeURIComponent(sign)];
  return `version=${version}&res=${res}&et=${et}&method=${method}&sign=${signed}`;
}

/** The number of Tencent's own SDKs. */
const TENCENT_SDK = '12010126';

/**
 * Tencent Cloud IoT Hub, and IoT Explorer, which is built on it.
 * @type {Cloud}
 */
const tencent = {
  credentials: ({ product, device, secret }, time) => {
    const expiry = String(seconds(time));
    // Any five letters and digits; these are the same for the same time.
    const connection = hmac('sha256', expiry, product + device)
      .digest('hex')
      .slice(0, 5)
      .toUpperCase();
    const username = `${product}${device};${TENCENT_SDK};${connection};${expiry}`;
    return { clientId: `${product}${device}`, username, password: tencentSign('sha256', secret, username) };
  },
  refuses: ({ product, device, secret }, { clientId, username, password }, now) => {
    const [name = '', sdk, connection, expiry = '', ...more] = username.split(';');
    if (!/^\d+$/.test(expiry) || connection === '' || more.length > 0) {
      return `the user name should be ${product}${device};${TENCENT_SDK};RANDOM;EXPIRY`;
    }
    if (Number(expiry) <= seconds(now))
      return 'the signature has expired: the last field of the user name is in the past';
    const [, algorithm = 'sha256'] = /;hmac(sha1|sha256)$/.exec(password) ?? [];
    return (
      differs('client id', clientId, product + device) ??
      differs('beginning of the user name', `${name};${sdk}`, `${product}${device};${TENCENT_SDK}`) ??
      differs('password', password, tencentSign(algorithm, secret, username))
    );
  },
  publishes: ({ product, device }) => [`$thing/up/+/${product}/${device}`, `${product}/${device}/event`],
  subscribes: ({ product, device }) => [`$thing/down/+/${product}/${device}`, `${product}/${device}/control`],
  answers: ({ product, device }, topic, { method, clientToken }) => {
    if (topic !== `$thing/up/property/${product}/${device}` || method !== 'report') return [];
    const down = `$thing/down/property/${product}/${device}`;
    return [
      { topic: down, payload: { method: 'report_reply', clientToken, code: 0, status: 'success' } },
      { topic: down, payload: { method: 'control', clientToken: '2', params: { light: 0 } } },
    ];
  },
};

/** @type {(algorithm: string, secret: string, username: string) => string} */
function tencentSign(algorithm, secret, username) {
  return `${hmac(algorithm, Buffer.from(secret, 'base64'), username).digest('hex')};hmac${algorithm}`;
}

/**
 * Huawei Cloud IoTDA. Its device id stands for product and device, joined by `_`.
 * @type {Cloud}
 */
const huawei = {
  credentials: ({ product, device, secret }, time) => {
    const [id, hour] = [`${product}_${device}`, hourOf(time)];
    return { clientId: `${id}_0_0_${hour}`, username: id, password: huaweiSign(secret, hour) };
  },
  refuses: ({ product, device, secret }, { clientId, username, password }, now) => {
    const id = `${product}_${device}`;
    const [, check = '', hour = ''] = /_0_([01])_(\d{10})$/.exec(clientId) ?? [];
    if (hour === '') return `the client id should be ${id}_0_0_YYYYMMDDHH`;
    if (check === '1' && hour !== hourOf(now))
      return `the time in the client id should be ${hourOf(now)} (UTC)`;
    return (
      differs('client id', clientId, `${id}_0_${check}_${hour}`) ??
      differs('user name', username, id) ??
      differs('password', password, huaweiSign(secret, hour))
    );
  },
  publishes: ({ product, device }) => [`$oc/devices/${product}_${device}/sys/#`],
  subscribes: ({ product, device }) => [`$oc/devices/${product}_${device}/sys/#`],
  answers: ({ product, device }, topic) => {
    const id = `${product}_${device}`;
    if (topic !== `$oc/devices/${id}/sys/properties/report`) return [];
    const payload = { object_device_id: id, command_name: 'SWITCH', service_id: 'lamp', paras: { light: 0 } };
    return [{ topic: `$oc/devices/${id}/sys/commands/request_id=1`, payload }];
  },
};

/** @type {(time: Date) => string} */
function hourOf(time) {
  return time.toISOString().replace(/\D/g, '').slice(0, 10);
}

/**
 * The time is the key, and the secret what is signed.
 * @type {(secret: string, hour: string) => string}
 */
function huaweiSign(secret, hour) {
  return hmac('sha256', hour, secret).digest('hex');
}

/** @type {Readonly<Record<string, Cloud>>} */
export const clouds = { aliyun, onenet, tencent, huawei };
