import { manageCoverageZhCN } from "./manage-coverage-zh-CN.ts";
import { manageAnnunciatorsZhCN } from "./manage-annunciators-zh-CN.ts";
import { manageAuditZhCN } from "./manage-audit-zh-CN.ts";
import { manageDevicesZhCN, manageLabelsZhCN } from "./manage-devices-zh-CN.ts";
import { manageFhirZhCN } from "./manage-fhir-zh-CN.ts";
import { managePeopleZhCN } from "./manage-people-zh-CN.ts";
import { managePostedZhCN } from "./manage-posted-zh-CN.ts";
import { manageRotaZhCN } from "./manage-rota-zh-CN.ts";

/** 管理：设备、人员、排班、审计。 */
export const manageZhCN = {
  title: "管理",
  noRight: "您的账号没有可以管理的内容。",
  old: "没能读到新的（{why}），下面是上一次的。",
  annunciators: manageAnnunciatorsZhCN,
  devices: manageDevicesZhCN,
  labels: manageLabelsZhCN,
  fhir: manageFhirZhCN,
  people: managePeopleZhCN,
  posted: managePostedZhCN,
  rota: manageRotaZhCN,
  audit: manageAuditZhCN,
  coverage: manageCoverageZhCN,
  group: { things: "设备与场所", people: "人员", calls: "呼叫与签约", evidence: "数字与记录" },
  part: {
    devices: { title: "设备", lead: "谁戴着、还有没有电、多久没有消息；扫码添加，打印标签" },
    coverage: { title: "察觉盲区", lead: "此刻哪位住户的哪些紧急情况察觉不到，为什么" },
    places: { title: "房间与平面图 → 地图", lead: "在地图页上：楼层、房间、平面图和电子围栏" },
    walls: { title: "看护墙屏幕", lead: "电视配对、更名和收回" },
    handsets: { title: "当班手机", lead: "共用手机的登记和收回" },
    annunciators: { title: "声光与演练", lead: "走廊灯、警铃、寻呼，以及诊所演练" },
    people: { title: "人员与账号", lead: "谁可以登录、是什么角色；锁定、重设密码" },
    rota: { title: "排班", lead: "谁在值班、哪里没有人、换班和请假" },
    posted: { title: "派驻医师", lead: "诊所派驻院内的医师和驻点时间" },
    rules: { title: "告警规则", lead: "各项限值从哪里来；改之前先用上个月的数据试算" },
    channels: { title: "通道", lead: "短信、企业微信、钉钉等，逐个试发" },
    contracts: { title: "医养签约", lead: "和哪些诊所签了约、什么时候到期、费用" },
    fhir: { title: "FHIR 接口凭证", lead: "诊所系统读取数据的凭证：签发、吊销" },
    load: { title: "告警负荷", lead: "每班每人被叫多少次，多少是误报" },
    figures: { title: "数字", lead: "应答时间、演练、签约覆盖、设备健康；可导出" },
    audit: { title: "审计日志", lead: "谁在什么时候做了什么，链条是否完整" },
  },
};
