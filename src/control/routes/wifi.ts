import { z } from 'zod';
import { showBytes } from '#bytes/show-bytes';
import { rejoinWifi } from '../actions/wifi-actions.ts';
import type { AddRoutes } from '../control-app.ts';
import { modulePath, sinceShape } from '../schemas/bytes.ts';

/** The Wi-Fi station of a module, and what it hears. */
export const addWifiRoutes: AddRoutes = (app, { run, events }) => {
  app.route({
    method: 'GET',
    url: '/modules/:module/wifi/access-points',
    schema: {
      tags: ['modules'],
      operationId: 'getAccessPoints',
      summary: 'The access points that the station of a module hears now, the strongest first; faults act.',
      params: modulePath,
      response: {
        200: z.object({
          accessPoints: z.array(
            z.object({
              ssid: z.string(),
              bssid: z.string().describe('Its MAC address.'),
              channel: z.int(),
              rssi: z.int().describe('How strong it is, in dBm.'),
              secured: z.boolean().describe('It takes a password.'),
              joined: z.boolean().describe('The station is in its network.'),
            }),
          ),
        }),
      },
    },
    handler: ({ params }) => {
      const { wifi } = run.module(params.module).module;
      const { accessPoint } = wifi;
      const heard = wifi.station ? wifi.scan() : [];
      return {
        accessPoints: heard.map(({ ssid, bssid, channel, rssi, password }) => ({
          ...{ ssid: showBytes(ssid), bssid, channel, rssi },
          secured: password.length > 0,
          joined: accessPoint?.bssid === bssid,
        })),
      };
    },
  });

  app.route({
    method: 'POST',
    url: '/modules/:module/wifi',
    schema: {
      tags: ['modules'],
      operationId: 'changeWifi',
      summary: 'Has the access point let the station go, or the station join what a boot would join.',
      description:
        'What was let go comes back as AT+CWRECONNCFG says. To have it away for a while, switch the fault wifi.drop on.',
      params: modulePath,
      body: z.strictObject({
        action: z
          .enum(['drop', 'rejoin'])
          .describe('drop: the access point lets the station go; rejoin: it joins what a boot would join.'),
      }),
      response: {
        200: z.object({
          state: z.int().min(0).max(4).describe('As AT+CWSTATE? prints it.'),
          connected: z.boolean().describe('It has joined and has an address.'),
          ...sinceShape,
        }),
      },
    },
    handler: async ({ params, body }) => {
      const { module } = run.module(params.module);
      const since = events.lastId;
      if (body.action === 'rejoin') await rejoinWifi(module);
      else module.wifi.lose();
      const { state, connected } = module.wifi;
      return { state, connected, since };
    },
  });
};
